import fs, { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyrights, parts } from './parts.mjs';

const rule = '-'.repeat(80);

/** NOTICE for the npm packages named, each installed under `root`, and for the parts that are not packages. */
export function writeNotice(root, packages) {
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

const head = `family-auth
Copyright the family-auth authors. Licensed under the Apache License, Version 2.0 (LICENSE).

The files in dist/ contain the following third-party software and material.
This file is written by "node scripts/notice.mjs" from what rollup bundled.`;

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
