import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBuildLock } from './build-lock.mjs';
import { digest, markBuilt, sweepOlderThan } from './build-state.mjs';
import { nameDeclarationsAsJs } from './declaration-imports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (...path) => join(root, 'node_modules', ...path);

const steps = [
  ['bundles', program('rollup', 'dist', 'bin', 'rollup'), ['-c', '--silent']],
  ['type declarations', program('typescript', 'bin', 'tsc'), ['-p', 'tsconfig.build.json']],
  [
    'custom-elements.json',
    program('@custom-elements-manifest', 'analyzer', 'cem.js'),
    ['analyze', '--quiet'],
  ],
];

/** Builds dist/. Answers whether all steps went well; their output goes to the terminal. */
export function buildAll() {
  return withBuildLock(async () => {
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
    sweepOlderThan(startedMs);
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
