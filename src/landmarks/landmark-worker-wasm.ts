import { createLandmarkHost } from './landmark-host.ts';
import { hostBundle } from './serve-host.ts';
import { wasmEngine } from './wasm-engine.ts';

/** The bundle that holds tfjs for the CPU, and nothing of WebGL. */
export const serveHost = hostBundle(() => createLandmarkHost(wasmEngine));
