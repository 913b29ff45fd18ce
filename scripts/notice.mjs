// node scripts/notice.mjs            writes NOTICE for what the last build put into dist/
// node scripts/notice.mjs --check    ends with 1 when NOTICE says something else

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNode } from './command.mjs';
import { writeNotice } from './notice/write-notice.mjs';
import { bundledPackagesFile } from './rollup-plugins.mjs';

requireNode();
const root = fileURLToPath(new URL('..', import.meta.url));
const bundles = JSON.parse(readFileSync(join(root, bundledPackagesFile), 'utf8'));
const packages = [...new Set(Object.values(bundles).flatMap((files) => Object.values(files).flat()))].sort();
const notice = writeNotice(root, packages);
const file = join(root, 'NOTICE');

if (!process.argv.includes('--check')) {
  writeFileSync(file, notice);
  console.log(`NOTICE written for ${packages.length} packages`);
} else if (readFileSync(file, 'utf8') === notice) {
  console.log(`NOTICE fits the ${packages.length} packages in dist/`);
} else {
  console.error('NOTICE does not fit what is in dist/: run node scripts/notice.mjs and commit it');
  process.exitCode = 1;
}
