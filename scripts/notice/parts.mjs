// What is shipped besides npm packages that rollup bundles, and copyright lines that a package does not state in a
// licence file of its own.

import { readFileSync } from 'node:fs';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8').trim();

/**
 * Files in dist/ that no bundler put together: `{title, files, text}`.
 *
 * What is in the WebAssembly engine follows tfjs 4.x's WORKSPACE (XNNPACK, FP16, FXdiv, pthreadpool, clog, cpuinfo, psimd;
 * emsdk 3.1.28, emmalloc) and XNNPACK's build file: cpuinfo is not linked for Emscripten, psimd is no dependency any more,
 * and nothing of clog's (its texts) is in the binary. LLVM's libc++ and compiler-rt are; the LLVM exception asks for no notice.
 */
export const parts = [
  {
    title: 'Face detection, face mesh and eye models (MediaPipe)',
    files: 'dist/assets/models/*.bin',
    text: () => read('../../src/landmarks/models/NOTICE'),
  },
  {
    title: 'XNNPACK, in the WebAssembly engine of TensorFlow.js',
    files: 'dist/assets/tfjs-backend-wasm-simd-*.wasm',
    text: () => read('texts/xnnpack.txt'),
  },
  {
    title: 'pthreadpool, in the WebAssembly engine of TensorFlow.js',
    files: 'dist/assets/tfjs-backend-wasm-simd-*.wasm',
    text: () => read('texts/pthreadpool.txt'),
  },
  {
    title: 'FP16, in the WebAssembly engine of TensorFlow.js',
    files: 'dist/assets/tfjs-backend-wasm-simd-*.wasm',
    text: () => read('texts/fp16.txt'),
  },
  {
    title: 'FXdiv, in the WebAssembly engine of TensorFlow.js',
    files: 'dist/assets/tfjs-backend-wasm-simd-*.wasm',
    text: () => read('texts/fxdiv.txt'),
  },
  {
    title: 'Emscripten runtime and musl, in the WebAssembly engine of TensorFlow.js',
    files: 'dist/assets/tfjs-backend-wasm-simd-*.wasm, dist/assets/landmark-worker-wasm-*.js',
    text: () => read('texts/emscripten.txt'),
  },
  {
    title: 'Rendered people (ICT-FaceKit)',
    files: 'dist/assets/models/self-check-*.jpg',
    text: () => plain(read('../../src/testing/people/NOTICE.md')),
  },
];

/** Markdown to plain text: no heading, no quote marks. */
function plain(markdown) {
  return markdown
    .replace(/^# .*\n+/, '')
    .replaceAll(/^> ?/gm, '')
    .trim();
}

const google = 'Copyright Google LLC';

/** Copyright lines of Apache-2.0 packages; the licence's text is the LICENSE of this package. */
export const copyrights = {
  '@tensorflow-models/face-detection': google,
  '@tensorflow-models/face-landmarks-detection': google,
  '@tensorflow/tfjs-backend-cpu': google,
  '@tensorflow/tfjs-backend-wasm': google,
  '@tensorflow/tfjs-backend-webgl': google,
  '@tensorflow/tfjs-converter': google,
  '@tensorflow/tfjs-core': google,
  'idb-keyval': 'Copyright 2016 Jake Archibald',
  long: 'Copyright 2009 The Closure Library Authors, 2020 Daniel Wirtz / The long.js Authors',
};
