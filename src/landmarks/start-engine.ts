import { BackendWasm, init, setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { isSoftwareRenderer, probeWebgl } from './probe-webgl.ts';
import '@tensorflow/tfjs-backend-wasm/dist/flags_wasm.js';
import {
  env,
  findBackendFactory,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { EngineError } from './host-protocol.ts';
import type { Engine } from './landmark-detector.ts';
import type { ModelFile } from './models.ts';
import { wasmKernels } from './wasm-kernels.ts';
import { webglKernels } from './webgl-kernels.ts';

/** tfjs-backend-wasm 4.22.0's SIMD binary, copied next to the worker. */
export const WASM_FILE: ModelFile = {
  name: 'tfjs-backend-wasm-simd.wasm',
  byteLength: 424594,
  sha256: '77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b',
};

/** A module of one SIMD instruction (GoogleChromeLabs/wasm-feature-detect, Apache-2.0). */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

/** An engine that runs. */
export interface RunningEngine {
  /** Rejects when the GPU takes the context away; never resolves. */
  readonly lost: Promise<never>;
  stop(): void;
}

let kernelsRegistered = false;

function registerKernels(): void {
  if (kernelsRegistered) return;
  for (const kernel of [...webglKernels, ...wasmKernels]) registerKernel(kernel);
  kernelsRegistered = true;
}

/**
 * Makes tfjs compute on `engine` in this thread.
 *
 * @param wasmBinary the checked bytes of {@link WASM_FILE}; needed for `wasm` only.
 * @throws EngineError `engine_unavailable` with the reason in its message.
 */
export async function startEngine(engine: Engine, wasmBinary?: Uint8Array): Promise<RunningEngine> {
  registerKernels();
  if (engine === 'wasm') return startWasm(wasmBinary!);
  return startWebgl();
}

async function startWebgl(): Promise<RunningEngine> {
  // The detector decides whether a software renderer is wanted, so tfjs must not refuse one on its own.
  env().set('SOFTWARE_WEBGL_ENABLED', true);
  // On a GPU, where compiling is what takes long, a third fewer programs and half the time to the first landmarks. A
  // software renderer compiles all the same and pays for it in every frame: 600 ms a frame instead of 290.
  env().set('WEBGL_USE_SHAPES_UNIFORMS', !isSoftwareRenderer(probeWebgl()?.renderer ?? null));
  let backend: MathBackendWebGL | undefined;
  stopBackend('webgl');
  registerBackend('webgl', () => {
    backend = new MathBackendWebGL();
    return backend;
  });
  if (!(await setBackend('webgl')) || !backend) {
    throw new EngineError('engine_unavailable', 'WebGL cannot run the landmark model in this browser.');
  }
  const { canvas } = backend.gpgpu.gl;
  const lost = new Promise<never>((_, reject) => {
    const options = { fault: 'context_lost', retryable: true } as const;
    canvas.addEventListener('webglcontextlost', () =>
      reject(new EngineError('engine_failed', 'The GPU took the WebGL context away.', options)),
    );
  });
  lost.catch(() => {});
  return { lost, stop: () => stopBackend('webgl') };
}

async function startWasm(binary: Uint8Array): Promise<RunningEngine> {
  await WebAssembly.compile(new Uint8Array(SIMD_PROBE)).catch((cause) => {
    const why =
      "WebAssembly with SIMD cannot run here (old browser, or a page policy without 'wasm-unsafe-eval')";
    throw new EngineError('engine_unavailable', `${why}.`, { cause });
  });
  env().set('WASM_HAS_SIMD_SUPPORT', true);
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // tfjs fetches its binary through the platform; it gets the bytes whose digest was checked.
  setWasmPaths('/', true);
  env().platform.fetch = async () => new Response(new Uint8Array(binary));
  stopBackend('wasm');
  registerBackend('wasm', async () => new BackendWasm((await init()).wasm));
  if (!(await setBackend('wasm'))) {
    throw new EngineError('engine_unavailable', 'WebAssembly cannot run the landmark model in this browser.');
  }
  return { lost: new Promise(() => {}), stop: () => stopBackend('wasm') };
}

/** Frees what the engine holds, the WebGL context too; tfjs throws when there is none. */
function stopBackend(engine: Engine): void {
  if (findBackendFactory(engine)) removeBackend(engine);
}
