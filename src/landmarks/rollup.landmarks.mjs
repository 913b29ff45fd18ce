// Builds dist/assets/: landmark-worker.js (everything of tfjs that the landmark model needs, in one file), the WASM
// engine's binary, and models/. rollup.config.mjs at the root takes this array in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const tfjsCore = dirname(resolve('@tensorflow/tfjs-core'));
const tfjsWasm = dirname(resolve('@tensorflow/tfjs-backend-wasm'));

const modelFiles = [
  'facemesh-detection-short.json',
  'facemesh-detection-short.bin',
  'facemesh-attention.json',
  'facemesh-attention.bin',
  'self-check.jpg',
  'README.md',
  'NOTICE',
];

/** Groups of graph operations of the converter that neither model has. */
const unusedOperations =
  'control|dynamic|evaluation|hash_table|image|normalization|ragged|sparse|spectral|string';

/** What stands in for modules that would only make the bundle larger. Each replaced module would never run. */
const slim = [
  // tfjs-core without gradients, optimizers and chained operations.
  {
    importee: /^@tensorflow\/tfjs-core$/,
    code: `import ${JSON.stringify(join(tfjsCore, 'base_side_effects.js'))};
      export * from ${JSON.stringify(join(tfjsCore, 'base.js'))};`,
  },
  {
    importee: new RegExp(`/executors/(${unusedOperations})_executor$`),
    code: `export const executeOp = (node) => { throw new Error('operation left out: ' + node.op); };`,
  },
  { importee: new RegExp(`/op_list/(${unusedOperations})$`), code: 'export const json = [];' },
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
    },
  };
}

export default [
  {
    input: { 'landmark-worker': 'src/landmarks/landmark-worker.ts' },
    plugins: [
      replaceModules(slim),
      esbuild({ target: 'es2022', tsconfig: false, legalComments: 'none' }),
      nodeResolve({ browser: true, extensions: ['.mjs', '.js', '.ts'] }),
      commonjs(),
      copyAssets(),
      terser({ ecma: 2022, module: true, format: { comments: false } }),
    ],
    output: { dir: 'dist/assets', format: 'es', inlineDynamicImports: true },
  },
];
