// npm run walks: the flows that the product promises, one after the other, each with the end that is expected of it.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions, UsageError, writeReport } from '../../scripts/command.mjs';
import { findFirefox, noFirefoxMessage } from '../../scripts/find-browser.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { findWebkit, noWebkitMessage } from './webkit/launch-webkit.mjs';

const HELP = `Runs every flow that is promised, one after the other, each against a fresh sandbox, and compares its end with the
one that is expected of it. Prints one JSON: {rows: [{name, expected, exit, …what the flow measured}], skipped: [{name, why}], passed,
failed}. An engine that is not installed here is skipped, with the command that installs it.

  npm run walks -- [options]

  --only TEXT   only flows whose name contains TEXT
  --json FILE   writes the JSON there as well
  --list        lists the flows with the exit code expected of each, and runs none
  --help        show this

Exit code: 0 when every flow ended as expected, else 1; a wrong command 2.
`;

const people = ['anna', 'ben', 'cora'];
const asThemselves = people.flatMap((person) =>
  ['zh-CN', 'en'].flatMap((lang) =>
    // Without a GPU, WebGL is below the full rate, where a person decides.
    ['wasm', 'webgl --reviewer approve'].map((engine) => [
      `--person ${person} --lang ${lang} --engine ${engine}`,
      0,
    ]),
  ),
);
/** Log-in, form, documents and result in each engine: with a window for the log-in and without, in the page and in a frame. */
const inEveryEngine = ['chromium', 'webkit', 'firefox'].flatMap((browser) =>
  // WebDriver BiDi presses no button in a frame of another site of Firefox's.
  (browser === 'firefox' ? ['inline'] : ['inline', 'frame']).flatMap((isolation) =>
    ['', ' --no-popups'].map((popups) => [
      `--person ben --method document_review --reviewer approve --browser ${browser} --isolation ${isolation}${popups}`,
      0,
    ]),
  ),
);
const PROMISED = [
  ...asThemselves,
  ['--person dev --subject anna', 3],
  ['--person finn --subject anna', 5],
  ['--person finn --subject anna --reviewer approve', 0],
  ['--person finn --subject anna --reviewer reject', 3],
  ['--person hua --subject anna', 5], // a look-alike: a person decides
  ['--person ben --method document_review --reviewer approve', 0],
  ['--person ben --method document_review --reviewer approve --lang en', 0],
  ['--person anna --isolation frame --engine wasm', 0],
  ['--person ben --method document_review --reviewer approve --isolation frame --lang en', 0],
  ['--method subject_login', 0],
  ['--method subject_login --lang en --phone', 0],
  ['--method subject_login --relative ben', 3],
  ['--method in_person', 0],
  ['--method in_person --lang en', 0],
  ['--method in_person --reviewer reject', 3],
  ...inEveryEngine,
  ['--method portrait_photo', 0], // a child: with a guardian's consent
  ['--method portrait_photo --subject xiaohe --lang en', 0], // a teenager: without
];

const { flows, json, list } = readOptions({
  name: 'walks',
  help: HELP,
  options: {
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
  },
  check({ values }) {
    const flows = PROMISED.filter(([name]) => name.includes(values.only));
    if (flows.length === 0) throw new UsageError(`--only ${values.only}: no flow's name contains that`);
    return { ...values, flows };
  },
});
if (list) for (const [name, expected] of flows) console.log(`${name} → ${expected}`);
else process.exitCode = await main();

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-walks-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const rows = [];
  const skipped = [];
  for await (const [name, expected] of withProgress(flows, ([name]) => name)) {
    const why = missingEngine(name);
    if (why !== null) {
      skipped.push({ name, why });
      console.log(`– ${name} skipped: ${why}`);
      continue;
    }
    const row = await rowOf(name, expected, folder);
    rows.push(row);
    const { exit, status, refusedBy } = row;
    console.log(
      `${exit === expected ? '✔' : '✖'} ${name} → ${exit} (${status}${refusedBy ? `, ${refusedBy}` : ''})`,
    );
  }
  const passed = rows.filter(({ expected, exit }) => expected === exit).length;
  process.stdout.write(writeReport(json, { rows, skipped, passed, failed: rows.length - passed }));
  return passed === rows.length ? 0 : 1;
}

/** Why a flow's engine cannot run here, or null. Chromium is needed for everything else, and its absence is a failure. */
function missingEngine(name) {
  if (name.includes('--browser firefox') && !findFirefox()) return noFirefoxMessage;
  if (name.includes('--browser webkit') && !findWebkit()) return noWebkitMessage;
  return null;
}

async function rowOf(name, expected, folder) {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const exit = await run([...name.split(' '), '--out', join(folder, 'out'), '--json', file]);
  const { status, reason, refusedBy, cameraReadyToVerdictMs, processedFps, engine, fault } = reportIn(file);
  return {
    name,
    expected,
    exit,
    status,
    reason,
    refusedBy,
    cameraReadyToVerdictMs,
    processedFps,
    engine,
    fault,
  };
}

function run(args) {
  const child = spawn(process.execPath, ['test/e2e/walk.mjs', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (text) => process.stderr.write(text)); // through this process, above the line of progress
  const end = () => child.kill();
  process.once('exit', end);
  return new Promise((resolve) => child.once('exit', resolve)).finally(() => process.off('exit', end));
}

function reportIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { status: 'fault', fault: 'the flow left no report' };
  }
}
