import './spoil.js';

export * from '../../../../dist/assets/landmark-worker-wasm.js';
