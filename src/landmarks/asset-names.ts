import type { ModelFile } from './models.ts';

/**
 * The bundles in the assets' folder: who draws here, and an engine each. In a built script the names carry the hash of
 * what is in the file (`assetNames` in scripts/rollup-plugins.mjs), so that a browser may keep them for good.
 */
export const BUNDLE_NAMES = {
  'landmark-probe': 'landmark-probe.js',
  'landmark-worker-wasm': 'landmark-worker-wasm.js',
  'landmark-worker-webgl': 'landmark-worker-webgl.js',
} as const;

export type HostBundle = keyof typeof BUNDLE_NAMES;

/** SHA-384 of each, base64, as `integrity` has it; `null` in sources, whose bundles are built from whatever stands there. */
export const BUNDLE_INTEGRITY: Readonly<Record<HostBundle, string | null>> = {
  'landmark-probe': null,
  'landmark-worker-wasm': null,
  'landmark-worker-webgl': null,
};

/** tfjs-backend-wasm 4.22.0's SIMD binary, copied next to the worker. */
export const WASM_FILE: ModelFile = {
  name: 'tfjs-backend-wasm-simd.wasm',
  byteLength: 424594,
  sha256: '77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b',
};

/** The name under which a pinned file is served: with the beginning of its digest. */
export const servedName = ({ name, sha256 }: ModelFile): string =>
  name.replace(/\.\w+$/, (extension) => `-${sha256.slice(0, 8)}${extension}`);
