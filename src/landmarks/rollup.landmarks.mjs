// Builds dist/assets/: a worker for each engine (everything of tfjs that it needs, in one file), the probe that chooses
// between them, the WASM engine's binary, and models/. rollup.config.mjs at the root takes this array in.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { BUNDLE_NAMES, servedName, WASM_FILE } from './asset-names.ts';
import { PROGRAMS } from './face-programs.ts';
import { makeProgramFiles } from './make-program-files.ts';
import { SELF_CHECK_FILE } from './self-check.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { resolve } = createRequire(import.meta.url);
const tfjsCore = dirname(resolve('@tensorflow/tfjs-core'));
const tfjsWasm = dirname(resolve('@tensorflow/tfjs-backend-wasm'));

/** Beside the model, for people. */
const READABLE = ['README.md', 'NOTICE'];

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
    ...READABLE.map((name) => [`models/${name}`, join(here, 'models', name)]),
    [`models/${servedName(SELF_CHECK_FILE)}`, join(here, 'models', SELF_CHECK_FILE.name)],
    [servedName(WASM_FILE), join(tfjsWasm, WASM_FILE.name)],
  ];
  return {
    name: 'copy-landmark-assets',
    async buildStart() {
      for (const [fileName, path] of copies) {
        this.emitFile({ type: 'asset', fileName, source: await readFile(path) });
      }
      const programs = await makeProgramFiles();
      for (const { file } of PROGRAMS) {
        const fileName = `models/${servedName(file)}`;
        this.emitFile({ type: 'asset', fileName, source: programs.get(file.name) });
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
  output: {
    dir: 'dist/assets',
    format: 'es',
    entryFileNames: '[name]-[hash].js',
    inlineDynamicImports: true,
  },
});

/** What is in dist/assets/, by name. */
const written = new Map();

/**
 * The list of all files with the name of each bundle, as assets/manifest.json: the element looks at it before anybody is
 * asked for anything, and a page's build may pin the digests.
 */
function listFiles() {
  return {
    name: 'list-assets',
    generateBundle(_, files) {
      for (const { fileName, code, source } of Object.values(files)) {
        written.set(fileName, { fileName, content: code ?? source });
      }
    },
  };
}

function emitManifest({ bundles, release }) {
  return {
    name: 'emit-asset-manifest',
    generateBundle() {
      const files = [...written.values()]
        .map(({ fileName, content }) => ({
          name: fileName,
          integrity: `sha384-${createHash('sha384').update(content).digest('base64')}`,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const nameOf = (bundle) => files.find(({ name }) => name.startsWith(`${bundle}-`)).name;
      const manifest = {
        release,
        bundles: Object.fromEntries(bundles.map((bundle) => [bundle, nameOf(bundle)])),
        files,
      };
      this.emitFile({
        type: 'asset',
        fileName: 'manifest.json',
        source: `${JSON.stringify(manifest, null, 2)}\n`,
      });
    },
  };
}

const { version: release } = JSON.parse(await readFile(join(here, '..', '..', 'package.json'), 'utf8'));
const bundles = Object.keys(BUNDLE_NAMES);

export default [
  bundle(bundles[0], copyAssets(), listFiles()),
  bundle(bundles[1], listFiles()),
  bundle(bundles[2], listFiles(), emitManifest({ bundles, release })),
];
