import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { addConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Add.js';
import { concatConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Concat.js';
import { depthwiseConv2dNativeConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/DepthwiseConv2dNative.js';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/FusedConv2D.js';
import { identityConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Identity.js';
import { maxPoolConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/MaxPool.js';
import { padV2Config } from '@tensorflow/tfjs-backend-webgl/dist/kernels/PadV2.js';
import { preluConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Prelu.js';
import { reluConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Reshape.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Sigmoid.js';
import { stridedSliceConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/StridedSlice.js';
import { type KernelConfig, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { isSoftwareRenderer, probeWebgl } from './engine-plan.ts';
import { type EngineStarter, registerKernels, setFlags, stopBackend } from './engine-starter.ts';
import { EngineError } from './host-protocol.ts';

/** The GPU by WebGL 2. */
export const webglEngine: EngineStarter = {
  files: [],
  async start() {
    registerKernels(webglKernels);
    setFlags({
      // The detector decides whether a software renderer is wanted, so tfjs must not refuse one on its own.
      SOFTWARE_WEBGL_ENABLED: true,
      // On a GPU, where compiling is what takes long, a third fewer programs and half the time to the first landmarks. A
      // software renderer compiles all the same and pays for it in every frame: 600 ms a frame instead of 290.
      WEBGL_USE_SHAPES_UNIFORMS: !isSoftwareRenderer(probeWebgl()?.renderer ?? null),
    });
    let backend: MathBackendWebGL | undefined;
    stopBackend('webgl');
    registerBackend('webgl', () => {
      backend = new MathBackendWebGL();
      return backend;
    });
    if (!(await setBackend('webgl')) || !backend) {
      throw new EngineError('engine_unavailable', 'The WebGL backend of tfjs failed to start.');
    }
    const { canvas } = backend.gpgpu.gl;
    const lost = new Promise<never>((_, reject) => {
      const options = { fault: 'context_lost', retryable: true } as const;
      canvas.addEventListener('webglcontextlost', () =>
        reject(new EngineError('engine_failed', 'The WebGL context was lost.', options)),
      );
    });
    lost.catch(() => {});
    return { lost, stop: () => stopBackend('webgl') };
  },
};

/**
 * The kernels that the face programs call, and no others: the backend's entry would register all of them. One that is
 * missing here fails by name when a program that calls it is loaded, so at the start.
 */
const webglKernels: readonly KernelConfig[] = [
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
