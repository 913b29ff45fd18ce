// npm run promises: every sentence of a notice, what it promises, and the test that holds the code to it. See PROMISES_HELP.

import { readOptions, writeReport } from './command.mjs';
import { checkPromises } from './promises/check-promises.mjs';

const PROMISES_HELP = `npm run promises -- [options]

Holds the consent texts in sandbox/notices against promises.json: every sentence is a row, and every row names the code that
keeps it and a test that fails without that code, or says why it promises nothing.

  --json FILE   writes the whole report there
  --help        this text

Exit code 0: every sentence is accounted for. 1: not so, each with one line. 2: an option is wrong.
`;

const options = readOptions({
  name: 'promises',
  help: PROMISES_HELP,
  options: { json: { type: 'string' } },
  check: ({ values }) => values,
});
const { retention } = await import('../sandbox/src/rules/retention.ts');
const report = checkPromises(process.cwd(), retention);
for (const { notice, about, problem } of report.findings) console.log(`${notice}: ${problem}: ${about}`);
const { notices, sentences, promises, tests } = report;
console.log(`${notices} notices, ${sentences} sentences, ${promises} that promise something, ${tests} tests`);
writeReport(options.json, report);
process.exit(report.findings.length === 0 ? 0 : 1);
