// npm run bad-input [-- --json FILE] [--quick]: sends every kind of bad input to every endpoint of the sandbox and prints
// one line for each: what was answered, what was written, what was logged. Each line is a test of sandbox/test/bad-input.

import { spawn } from 'node:child_process';
import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, writeReport } from '../../scripts/command.mjs';

const HELP = `Sends bad input of every kind to every endpoint of the sandbox, and prints a table of what came of it: a line
for each, then one for each sort of bad input. Each line is a test of sandbox/test/bad-input.

  npm run bad-input -- [options]

  --json FILE   write the table there, too: {rows: [{endpoint, kind, sort, status, code, written, logged, passed, fault?}],
                summary: [{sort, rows, endpoints, answers: {"400 malformed": 210}}], byEndpoint, byCode, passed, failed}
  --quick       about half: no floods, and of what every endpoint of the API has (token, proof, body, ids, methods)
                everything at four endpoints only, at the others eleven kinds that stand for the rest
  --help        show this

Exit code 0: everything was answered as it must be. 1: the lines that begin with ✖ were not, or a test besides the lines
failed. 2: the command was wrong.
`;

const options = readOptions({
  name: 'bad-input',
  help: HELP,
  options: { json: { type: 'string' }, quick: { type: 'boolean' } },
});
process.exitCode = await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-bad-input-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'rows.jsonl');
  const code = await runTests(file);
  const rows = readRows(file);
  print(rows);
  const report = {
    rows,
    summary: summaryOf(rows),
    byEndpoint: countBy(rows, 'endpoint'),
    byCode: countBy(rows, 'code'),
    passed: rows.filter(({ passed }) => passed).length,
    failed: rows.filter(({ passed }) => !passed).length,
  };
  writeReport(options.json, report);
  printSummary(report.summary);
  console.log(`\n${report.passed} passed, ${report.failed} failed`);
  if (code !== 0 && report.failed === 0)
    console.error('bad-input: a test besides the rows failed, see above');
  return code === 0 && rows.length > 0 ? 0 : 1;
}

function runTests(file) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const patterns = [
    'sandbox/test/bad-input/*.test.ts',
    ...(options.quick ? [] : ['sandbox/test/bad-input/full/*.test.ts']),
  ];
  const tests = fs.globSync(patterns, { cwd: root }).sort();
  const args = ['--test', '--test-concurrency=1', '--test-reporter=dot', ...tests];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, BAD_INPUT_ROWS_FILE: file },
  });
  const end = () => child.kill();
  process.once('exit', end);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(() => process.off('exit', end));
}

function readRows(file) {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function print(rows) {
  for (const [endpoint, ofOne] of Map.groupBy(rows, ({ endpoint }) => endpoint)) {
    console.log(`\n${endpoint}`);
    for (const { kind, status, code, written, logged, passed, fault } of ofOne) {
      const wrote = written.length === 0 ? 'nothing' : written.join(', ');
      console.log(
        `  ${passed ? '✔' : '✖'} ${kind} | ${status === 0 ? 'no answer' : status} | ${code} | wrote ${wrote} | logged ${logged.length === 0 ? 'nothing' : 'something personal'}`,
      );
      if (!passed) console.log(`      ${fault.split('\n')[0]}`);
    }
  }
}

function countBy(rows, key) {
  return Object.fromEntries(
    [...Map.groupBy(rows, (row) => row[key])].map(([name, { length }]) => [name, length]).sort(),
  );
}

/** One entry for each sort of bad input, the largest first. */
function summaryOf(rows) {
  return [...Map.groupBy(rows, ({ sort }) => sort)]
    .map(([sort, ofOne]) => ({
      sort,
      rows: ofOne.length,
      endpoints: new Set(ofOne.map(({ endpoint }) => endpoint)).size,
      answers: answersOf(ofOne),
    }))
    .sort((a, b) => b.rows - a.rows);
}

function answersOf(rows) {
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ status, code }) => `${status === 0 ? 'no answer' : status} ${code}`)]
      .map(([answer, { length }]) => [answer, length])
      .sort((a, b) => b[1] - a[1]),
  );
}

function printSummary(summary) {
  console.log('\n| bad input | rows | endpoints | answers |\n| --- | --- | --- | --- |');
  for (const { sort, rows, endpoints, answers } of summary) {
    const said = Object.entries(answers).map(([answer, count]) => `${answer} ${count}`);
    console.log(`| ${sort} | ${rows} | ${endpoints} | ${said.join(', ')} |`);
  }
}
