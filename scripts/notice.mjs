import fs, { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from './command.mjs';
import { copyrights, parts } from './notice/parts.mjs';
import { bundledPackagesFile } from './rollup-plugins.mjs';

const HELP = `Writes NOTICE for what the last build put into dist/.

  node scripts/notice.mjs [--check]

  --check   writes nothing, and compares NOTICE with it

Exit code: 0; 1 when --check found that NOTICE says something else; a wrong command 2.
`;

const rule = '-'.repeat(80);

const head = `family-auth
Copyright the family-auth authors. Licensed under the Apache License, Version 2.0 (LICENSE).

The files in dist/ contain the following third-party software and material.
This file is written by "node scripts/notice.mjs" from what rollup bundled.`;

const { check } = readOptions({
  name: 'notice',
  help: HELP,
  seeHelp: 'node scripts/notice.mjs --help',
  options: { check: { type: 'boolean', default: false } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const bundles = JSON.parse(readFileSync(join(root, bundledPackagesFile), 'utf8'));
const packages = [...new Set(Object.values(bundles).flatMap((files) => Object.values(files).flat()))].sort();
const notice = writeNotice(root, packages);
const file = join(root, 'NOTICE');

if (!check) {
  writeFileSync(file, notice);
  console.log(`NOTICE written for ${packages.length} packages`);
} else if (readFileSync(file, 'utf8') === notice) {
  console.log(`NOTICE fits the ${packages.length} packages in dist/`);
} else {
  console.error('NOTICE does not fit what is in dist/: run node scripts/notice.mjs and commit it');
  process.exitCode = 1;
}

/** NOTICE for the npm packages named, each installed under `root`, and for the parts that are not packages. */
function writeNotice(root, packages) {
  const read = packages.map((name) => readPackage(root, name));
  const apache = read.filter(({ license }) => license === 'Apache-2.0');
  const others = read.filter(({ license }) => license !== 'Apache-2.0');
  const sections = [
    ...apacheSection(apache),
    ...groupByText(others).map(({ names, license, text }) => `${names.join(', ')} (${license})\n\n${text}`),
    ...parts.map(({ title, files, text }) => `${title}\n${files}\n\n${text()}`),
  ];
  return `${[head, ...sections].join(`\n\n${rule}\n\n`)}\n`;
}

function apacheSection(packages) {
  if (packages.length === 0) return [];
  const lines = packages.map(({ name }) => `${name}: ${copyrights[name] ?? missing(name)}`);
  return [`Licensed under the Apache License, Version 2.0 (text in LICENSE):\n\n${lines.join('\n')}`];
}

function missing(name) {
  throw new Error(`${name} is bundled: add its copyright line to scripts/notice/parts.mjs`);
}

function readPackage(root, name) {
  const folder = join(root, 'node_modules', name);
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license === 'Apache-2.0') return { name, license };
  const [file] = fs.globSync('{LICENSE,LICENCE,license,licence}{,.md,.txt}', { cwd: folder }).sort();
  if (!file) throw new Error(`${name} (${license}) is bundled and has no licence file`);
  return { name, license, text: readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim() };
}

function groupByText(packages) {
  const groups = new Map();
  for (const { name, license, text } of packages) {
    const group = groups.get(text) ?? { names: [], license, text };
    group.names.push(name);
    groups.set(text, group);
  }
  return [...groups.values()];
}
