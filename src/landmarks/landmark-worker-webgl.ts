import { createLandmarkHost } from './landmark-host.ts';
import { hostBundle } from './serve-host.ts';
import { webglEngine } from './webgl-engine.ts';

/** The bundle that holds tfjs for the GPU, and nothing of WebAssembly. */
export const serveHost = hostBundle(() => createLandmarkHost(webglEngine));
