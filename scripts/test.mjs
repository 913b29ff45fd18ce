// npm test: builds if needed, then every suite. npm run test:full: the long ones too.

import { buildAll, isBuilt } from './build-dist.mjs';
import { readOptions, UsageError } from './command.mjs';
import { runSuite } from './test/run-suite.mjs';
import { suites } from './test/suites.mjs';

const usual = ['check', 'node', 'browser', 'walk'];
const kinds = [...usual, 'postgres'];

const HELP = `Builds if needed, then runs the suites, one after the other; the last line counts over all of them.

  npm test -- [options]

  --only KIND   this kind only: ${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}; may be given more than once (default: all but the last; with --full all)
  --full        what npm run test:full runs: the long tests, every walk, attacks, forgeries, faults, and PostgreSQL
  --help        show this

Exit code: 0 when nothing failed, else 1; a wrong command 2. What cannot run here is skipped with a sentence and is no
failure.
`;

const { only, full } = readOptions({
  name: 'test',
  help: HELP,
  seeHelp: 'npm test -- --help',
  options: { only: { type: 'string', multiple: true }, full: { type: 'boolean', default: false } },
  check({ values: { full, only = full ? kinds : usual } }) {
    const unknown = only.find((kind) => !kinds.includes(kind));
    if (unknown !== undefined) throw new UsageError(`--only ${unknown}: one of ${kinds.join(', ')} is meant`);
    return { only, full };
  },
});
const total = { passed: 0, failed: 0, skipped: 0, left: 0 };
const failedSuites = [];
let skippedSuites = 0;

if (isBuilt() || (await build())) {
  for (const suite of suites({ full }).filter(({ kind }) => only.includes(kind))) await take(suite);
}
if (failedSuites.length > 0) console.log(`\nFailed: ${failedSuites.join('; ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
const left = total.left > 0 ? `, ${total.left} left to npm run test:full` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}${left}`);
process.exit(total.failed === 0 && total.passed + skippedSuites > 0 ? 0 : 1);

async function build() {
  console.log('── build');
  const built = await buildAll();
  if (!built) {
    total.failed += 1;
    failedSuites.push('build');
  }
  return built;
}

async function take({ name, args, countFile, deadlineMs, skip }) {
  if (skip) {
    skippedSuites += 1;
    total.skipped += 1;
    console.log(`\n── ${name}\n   skipped: ${skip}`);
    return;
  }
  const startedMs = Date.now();
  const count = await runSuite(name, args, { countFile, quick: !full, ...(deadlineMs && { deadlineMs }) });
  for (const key of Object.keys(total)) total[key] += count[key];
  if (count.failed > 0) failedSuites.push(name);
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  console.log(
    `   ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${seconds} s`,
  );
}
