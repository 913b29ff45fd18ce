import { BackendWasm, init, setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import '@tensorflow/tfjs-backend-wasm/dist/flags_wasm.js';
import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js';
import { concatConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Concat.js';
import { depthwiseConv2dNativeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/DepthwiseConv2dNative.js';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D.js';
import { identityConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Identity.js';
import { maxPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool.js';
import { padV2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/PadV2.js';
import { preluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Prelu.js';
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid.js';
import { stridedSliceConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/StridedSlice.js';
import { env, type KernelConfig, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { WASM_FILE } from './asset-names.ts';
import { type EngineStarter, registerKernels, setFlags, stopBackend } from './engine-starter.ts';
import { EngineError } from './host-protocol.ts';

/** A module of one SIMD instruction (GoogleChromeLabs/wasm-feature-detect, Apache-2.0). */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

/** The CPU by WebAssembly with SIMD, one thread. */
export const wasmEngine: EngineStarter = {
  files: [WASM_FILE],
  async start(bytes) {
    registerKernels(wasmKernels);
    await WebAssembly.compile(new Uint8Array(SIMD_PROBE)).catch((cause) => {
      const why =
        "WebAssembly with SIMD is not available: the browser is too old, or the Content-Security-Policy lacks 'wasm-unsafe-eval'";
      throw new EngineError('engine_unavailable', `${why}.`, { cause });
    });
    setFlags({ WASM_HAS_SIMD_SUPPORT: true, WASM_HAS_MULTITHREAD_SUPPORT: false });
    // tfjs fetches its binary through the platform; it gets the bytes whose digest was checked.
    setWasmPaths('/', true);
    env().platform.fetch = async () => new Response(new Uint8Array(bytes.get(WASM_FILE.name)!));
    stopBackend('wasm');
    registerBackend('wasm', async () => new BackendWasm((await init()).wasm));
    if (!(await setBackend('wasm'))) {
      throw new EngineError('engine_unavailable', 'The WebAssembly backend of tfjs failed to start.');
    }
    return { lost: new Promise(() => {}), stop: () => stopBackend('wasm') };
  },
};

/**
 * The kernels that the face programs call, and no others: the backend's entry would register all of them. One that is
 * missing here fails by name when a program that calls it is loaded, so at the start.
 */
const wasmKernels: readonly KernelConfig[] = [
  addConfig,
  concatConfig,
  depthwiseConv2dNativeConfig,
  fusedConv2DConfig,
  identityConfig,
  maxPoolConfig,
  padV2Config,
  preluConfig,
  reluConfig,
  reshapeConfig,
  sigmoidConfig,
  stridedSliceConfig,
];
