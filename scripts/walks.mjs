// npm run walks [-- --json FILE] [--only TEXT]: the walks that the product promises, one after the other, each with the
// end that is expected of it. Prints one JSON: {rows: [{name, expected, exit, …what the walk measured}], passed, failed}.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireNode } from './node-version.mjs';
import { writeReport } from './write-report.mjs';

requireNode();
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string', default: '' } },
});

const people = ['anna', 'ben', 'cora'];
const asThemselves = people.flatMap((person) =>
  ['zh-CN', 'en'].flatMap((lang) =>
    ['wasm', 'webgl'].map((engine) => [`--person ${person} --lang ${lang} --engine ${engine}`, 0]),
  ),
);
const promised = [
  ...asThemselves,
  ['--person dev --subject anna', 3],
  ['--person finn --subject anna', 5],
  ['--person finn --subject anna --reviewer approve', 0],
  ['--person finn --subject anna --reviewer reject', 3],
  ['--person hua --subject anna', 0], // the known false accept
  ['--person ben --method document_review --reviewer approve', 0],
  ['--person ben --method document_review --reviewer approve --lang en', 0],
  ['--method subject_login', 0],
  ['--method subject_login --lang en --phone', 0],
  ['--method subject_login --relative ben', 3],
  ['--method in_person', 0],
  ['--method in_person --lang en', 0],
  ['--method in_person --reviewer reject', 3],
  ['--method portrait_photo', 0], // a child: with a guardian's consent
  ['--method portrait_photo --subject xiaohe --lang en', 0], // a teenager: without
].filter(([name]) => name.includes(values.only));

const folder = mkdtempSync(join(tmpdir(), 'family-auth-walks-'));
const rows = [];
for (const [name, expected] of promised) {
  const exit = await walk(name);
  const { status, reason, refusedBy, cameraReadyToVerdictMs, processedFps, engine, fault } = report();
  rows.push({
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
  });
  console.log(
    `${exit === expected ? '✔' : '✖'} ${name} → ${exit} (${status}${refusedBy ? `, ${refusedBy}` : ''})`,
  );
}
rmSync(folder, { recursive: true, force: true });

const passed = rows.filter(({ expected, exit }) => expected === exit).length;
process.stdout.write(writeReport(values.json, { rows, passed, failed: rows.length - passed }));
process.exitCode = passed === rows.length ? 0 : 1;

function walk(name) {
  const args = [
    'scripts/walk.mjs',
    ...name.split(' '),
    '--out',
    join(folder, 'out'),
    '--json',
    join(folder, 'report.json'),
  ];
  rmSync(join(folder, 'report.json'), { force: true });
  return new Promise((resolve) => {
    spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }).once('exit', resolve);
  });
}

function report() {
  try {
    return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  } catch {
    return { status: 'fault', fault: 'the walk left no report' };
  }
}
