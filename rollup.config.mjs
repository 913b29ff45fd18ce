// Five things are built into dist/:
//   **/*.js       the library for bundlers: a file a module, npm dependencies left outside
//   browser/      the element with everything in it, for a page with a <script type="module"> and no bundler: what a portal copies
//   frame-page/   the pages that a backend serves at its frame_uri and its hand_off_uri: the element and the log-in's callback
//   testing/      the scripted camera for such a page's tests; it answers prompts by itself and belongs on no portal
//   assets/       the landmark worker and its models (src/landmarks/rollup.landmarks.mjs)

import { readFileSync } from 'node:fs';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import {
  assetNames,
  besideScript,
  copyFile,
  recordModules,
  withoutHostedModels,
} from './scripts/rollup-plugins.mjs';
import { importsBeside, staged } from './src/element/rollup.stages.mjs';
import landmarks from './src/landmarks/rollup.landmarks.mjs';

const { dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);

const isDependency = (id) =>
  id.startsWith('node:') ||
  Object.keys({ ...dependencies, ...peerDependencies }).some(
    (name) => id === name || id.startsWith(`${name}/`),
  );

const source = (...more) => [
  assetNames(),
  esbuild({ target: 'es2022', tsconfig: false, legalComments: 'none' }),
  nodeResolve({ browser: true, extensions: ['.mjs', '.js', '.ts'] }),
  commonjs(),
  json(),
  ...more,
];

const small = () => terser({ ecma: 2022, module: true, format: { comments: false } });

/** The bundler would drop or move them: of a component for the browser's side of React, and of a program. */
const FIRST_LINES = { react: "'use client';", cli: '#!/usr/bin/env node' };

const library = {
  input: {
    index: 'src/index.ts',
    define: 'src/define.ts',
    client: 'src/client.ts',
    server: 'src/server.ts',
    verify: 'src/verify.ts',
    'client/node': 'src/client/node.ts',
    testing: 'src/testing.ts',
    react: 'src/react.ts',
    vite: 'src/vite.ts',
    cli: 'src/cli.ts',
  },
  external: isDependency,
  plugins: source(recordModules('library')),
  output: {
    dir: 'dist',
    format: 'es',
    // A file a module, as in src/: what a page imports a constant from brings nothing else along.
    preserveModules: true,
    preserveModulesRoot: 'src',
    entryFileNames: '[name].js',
    banner: ({ name }) => FIRST_LINES[name] ?? '',
  },
};

const standalone = {
  input: { 'family-auth': 'src/define.ts' },
  // The page's script holds what it needs at once, instead of importing it.
  preserveEntrySignatures: 'allow-extension',
  plugins: [besideScript(), importsBeside(), ...source(small(), recordModules('browser'))],
  output: { dir: 'dist/browser', format: 'es', ...staged },
};

/** The camera apart from the screens: two copies of Lit in one page are what Trusted Types refuse. */
const standaloneTesting = {
  input: { browser: 'src/testing.ts', camera: 'src/testing/scripted-camera.ts' },
  plugins: source(small(), recordModules('testing')),
  output: { dir: 'dist/testing', format: 'es' },
};

const callbackPage = {
  input: { callback: 'src/login/callback-page.ts' },
  plugins: source(small(), copyFile('src/login/callback.html', 'callback.html'), recordModules('callback')),
  output: { dir: 'dist/browser', format: 'es' },
};

/** What a backend serves at its `frame_uri`, beside the same assets. */
const framePage = {
  input: { frame: 'src/framed/main.ts' },
  preserveEntrySignatures: 'allow-extension',
  plugins: [besideScript(), importsBeside(), ...source(small(), recordModules('frame'))],
  output: { dir: 'dist/frame-page', format: 'es', ...staged },
};

/** What it serves at its `hand_off_uri`: a bundle of its own, for the two entries of one would be run together. */
const handOffPage = {
  ...framePage,
  input: { 'hand-off': 'src/framed/hand-off.ts' },
  plugins: [besideScript(), importsBeside(), ...source(small(), recordModules('hand-off'))],
};

const frameCallback = {
  input: { callback: 'src/login/callback-page.ts' },
  plugins: source(small(), recordModules('frame-callback')),
  output: { dir: 'dist/frame-page', format: 'es' },
};

// The assets first: the other bundles name them.
export default [
  ...landmarks.map((config) => ({
    ...config,
    plugins: [withoutHostedModels(), config.plugins, recordModules('assets')],
  })),
  library,
  standalone,
  framePage,
  handOffPage,
  frameCallback,
  standaloneTesting,
  callbackPage,
];
