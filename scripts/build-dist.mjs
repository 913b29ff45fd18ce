import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs, { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lock } from 'proper-lockfile';
import { writeProtocolFiles } from './protocol/package-files.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (...path) => join(root, 'node_modules', ...path);

const steps = [
  ['bundles', program('rollup', 'dist', 'bin', 'rollup'), ['-c', '--silent']],
  ['type declarations', program('@typescript', 'native', 'bin', 'tsc'), ['-p', 'tsconfig.build.json']],
  [
    'custom-elements.json',
    program('@custom-elements-manifest', 'analyzer', 'cem.js'),
    ['analyze', '--quiet'],
  ],
];

/**
 * Builds dist/, with `ifNeeded` only where no other process of this checkout has just done it. Answers whether all steps
 * went well; their output goes to the terminal.
 */
export function buildAll({ ifNeeded = false } = {}) {
  return withBuildLock(async () => {
    if (ifNeeded && isBuilt()) return true;
    const startedMs = Date.now();
    const builtFrom = digest();
    for (const [label, script, args] of steps) {
      const stepStartedMs = Date.now();
      const code = await run(script, args);
      if (code !== 0) {
        console.error(`build: ${label} failed`);
        return false;
      }
      console.log(`build: ${label}, ${((Date.now() - stepStartedMs) / 1000).toFixed(1)} s`);
    }
    nameDeclarationsAsJs();
    writeProtocolFiles(root);
    sweepOlderThan(startedMs);
    listServedFiles();
    markBuilt(builtFrom);
    return true;
  });
}

function run(script, args) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const cache = join(root, 'node_modules', '.cache', 'family-auth');
const mark = join(cache, 'build.sha256');

const inputs = [
  'src/**/*',
  'docs/protocol/*',
  'scripts/build-dist.mjs',
  'scripts/protocol/*',
  'test/vectors/vectors.json',
  'scripts/rollup-plugins.mjs',
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
function markBuilt(builtDigest) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(mark, `${builtDigest}\n`);
}

/** Removes from dist/ what the build that began at `startedMs` has not written. */
function sweepOlderThan(startedMs) {
  const dist = join(root, 'dist');
  for (const path of fs.globSync('**/*', { cwd: dist })) {
    const file = join(dist, path);
    const stat = statSync(file, { throwIfNoEntry: false });
    const keptSinceMs = startedMs - 2000; // two seconds of grace for coarse file clocks
    if (stat?.isFile() && stat.mtimeMs < keptSinceMs) rmSync(file, { force: true });
  }
}

/** The release's digests: of what portals and backends serve, as it lies there. */
function listServedFiles() {
  const dist = join(root, 'dist');
  const files = fs.globSync('{assets,browser,frame-page}/**/*.*', { cwd: dist }).map((path) => ({
    name: path.replaceAll('\\', '/'),
    integrity: `sha384-${createHash('sha384')
      .update(readFileSync(join(dist, path)))
      .digest('base64')}`,
  }));
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { version: release } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(dist, 'integrity.json'), `${JSON.stringify({ release, files }, null, 2)}\n`);
}

/** One number for all that dist/ is built from. */
function digest() {
  const hash = createHash('sha256');
  const files = fs.globSync(inputs, { cwd: root }).sort();
  for (const path of files) {
    const file = join(root, path);
    if (statSync(file).isFile()) hash.update(`${path}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Runs `task` while no other process of this checkout builds. Waits five minutes at most, then throws. */
async function withBuildLock(task) {
  mkdirSync(cache, { recursive: true });
  const release = await takeLock();
  try {
    return await task();
  } finally {
    await release();
  }
}

async function takeLock() {
  const place = { lockfilePath: join(cache, 'build-running.lock') };
  try {
    return await lock(cache, place);
  } catch (error) {
    if (error.code !== 'ELOCKED') throw error;
  }
  console.log('build: waiting for another build of this checkout');
  const everySecond = { retries: 300, factor: 1, minTimeout: 1000 };
  return lock(cache, { ...place, retries: everySecond }).catch((cause) => {
    throw new Error('Another build of this checkout has not ended in five minutes.', { cause });
  });
}

const types = join(root, 'dist', 'types');
const relativeImport = /(\bfrom |\bimport\(|\bimport )(['"])(\.{1,2}\/[^'"]+)\.ts\2/g;

/** The compiler leaves `./name.ts` in declarations; whoever uses the package looks for `./name.js`. */
function nameDeclarationsAsJs() {
  for (const path of fs.globSync('**/*.d.ts', { cwd: types })) {
    const file = join(types, path);
    const text = readFileSync(file, 'utf8');
    const named = text.replace(relativeImport, '$1$2$3.js$2');
    if (named !== text) writeFileSync(file, named);
  }
}
