import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { type EngineStarter, registerKernels, setFlags, stopBackend } from './engine-starter.ts';
import { EngineError } from './host-protocol.ts';
import { isSoftwareRenderer, probeWebgl } from './probe-webgl.ts';
import { webglKernels } from './webgl-kernels.ts';

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
  },
};
