import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from './glob.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const mark = join(root, 'node_modules', '.cache', 'family-auth', 'build.sha256');

const inputs = [
  'src/**/*',
  'scripts/build-all.mjs',
  'scripts/rollup/*',
  'package.json',
  'package-lock.json',
  'rollup.config.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'custom-elements-manifest.config.mjs',
];

/** Whether dist/ was built from exactly what lies in the working tree now. */
export function isBuilt() {
  return (
    existsSync(join(root, 'dist', 'index.js')) &&
    existsSync(mark) &&
    readFileSync(mark, 'utf8').trim() === digest()
  );
}

/** Notes that dist/ was built from the sources with this `digest`, taken before the build began. */
export function markBuilt(builtDigest) {
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, `${builtDigest}\n`);
}

/** Removes from dist/ what the build that began at `startedMs` has not written. */
export function sweepOlderThan(startedMs) {
  const dist = join(root, 'dist');
  for (const path of globSync('**/*', { cwd: dist })) {
    const file = join(dist, path);
    const stat = statSync(file, { throwIfNoEntry: false });
    const keptSinceMs = startedMs - 2000; // two seconds of grace for coarse file clocks
    if (stat?.isFile() && stat.mtimeMs < keptSinceMs) rmSync(file, { force: true });
  }
}

/** One number for all that dist/ is built from. */
export function digest() {
  const hash = createHash('sha256');
  const files = globSync(inputs, { cwd: root }).sort();
  for (const path of files) {
    const file = join(root, path);
    if (statSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
