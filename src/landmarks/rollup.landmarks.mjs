// Builds dist/assets/: a worker for each engine (everything of tfjs that it needs, in one file), the probe that chooses
// between them, the WASM engine's binary, and models/. rollup.config.mjs at the root takes this array in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { makeProgramFiles } from './make-program-files.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const tfjsCore = dirname(resolve('@tensorflow/tfjs-core'));
const tfjsWasm = dirname(resolve('@tensorflow/tfjs-backend-wasm'));

/** Copied as they are; the programs are made of the model's files. */
const modelFiles = ['self-check.jpg', 'README.md', 'NOTICE'];

/** What stands in for modules that would only make the bundle larger. Each replaced module would never run. */
const slim = [
  // tfjs-core without gradients, optimizers and chained operations.
  {
    importee: /^@tensorflow\/tfjs-core$/,
    code: `import ${JSON.stringify(join(tfjsCore, 'base_side_effects.js'))};
      export * from ${JSON.stringify(join(tfjsCore, 'base.js'))};`,
  },
  // Loading and saving of models (the worker has programs), and hashes of strings, with 64-bit numbers to compute them.
  { importee: /^\.\/io\/io$/, code: 'export {};' },
  {
    importee: /^\.\.\/io\/(indexed_db|local_storage|model_management)$/,
    code: `export class BrowserIndexedDB {} export class BrowserIndexedDBManager {}
      export class BrowserLocalStorage {} export class BrowserLocalStorageManager {}
      export const ModelStoreManagerRegistry = { registerManager() {} };`,
  },
  { importee: /^\.\/hash_util$/, code: 'export {};' },
  // The one function that the imported calculators use of it; the rest would drag in all of tfjs-core.
  {
    importee: /^\.\/image_utils$/,
    code: `export const normalizeRadians = (angle) =>
      angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));`,
  },
  // The engine is started on one thread.
  {
    importee: /tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/,
    code: `export const wasmWorkerContents = ''; export default () => { throw new Error('threads left out'); };`,
  },
  { importee: /^\.\/platforms\/platform_node$/, code: '' },
  // What Emscripten's start code asks Node for, and never in a browser.
  { importee: /^(crypto|fs|os|path|perf_hooks|util|worker_threads)$/, code: 'export default {};' },
  // tf's random operations are not used.
  { importee: /^seedrandom$/, code: 'export const alea = () => Math.random; export default { alea };' },
];

function replaceModules(replacements) {
  return {
    name: 'replace-modules',
    resolveId(importee) {
      const index = replacements.findIndex((replacement) => replacement.importee.test(importee));
      return index < 0 ? null : { id: `\0slim:${index}:${importee}`, moduleSideEffects: index === 0 };
    },
    load(id) {
      const [, index] = /^\0slim:(\d+):/.exec(id) ?? [];
      return index === undefined ? null : replacements[index].code;
    },
  };
}

function copyAssets() {
  const copies = [
    ...modelFiles.map((name) => [`models/${name}`, join(here, 'models', name)]),
    ['tfjs-backend-wasm-simd.wasm', join(tfjsWasm, 'tfjs-backend-wasm-simd.wasm')],
  ];
  return {
    name: 'copy-landmark-assets',
    async buildStart() {
      for (const [fileName, path] of copies) {
        this.emitFile({ type: 'asset', fileName, source: await readFile(path) });
      }
      for (const [name, source] of await makeProgramFiles()) {
        this.emitFile({ type: 'asset', fileName: `models/${name}`, source });
      }
    },
  };
}

const bundle = (name, ...plugins) => ({
  input: { [name]: `src/landmarks/${name}.ts` },
  plugins: [
    replaceModules(slim),
    esbuild({ target: 'es2022', tsconfig: false, legalComments: 'none' }),
    nodeResolve({ browser: true, extensions: ['.mjs', '.js', '.ts'] }),
    commonjs(),
    ...plugins,
    terser({ ecma: 2022, module: true, format: { comments: false } }),
  ],
  output: { dir: 'dist/assets', format: 'es', inlineDynamicImports: true },
});

export default [
  bundle('landmark-probe', copyAssets()),
  bundle('landmark-worker-wasm'),
  bundle('landmark-worker-webgl'),
];
