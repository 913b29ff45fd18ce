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
import type { KernelConfig } from '@tensorflow/tfjs-core';

/**
 * The kernels that the face programs call, and no others: the backend's entry would register all of them. One that is
 * missing here fails by name when a program that calls it is loaded, so at the start.
 */
export const wasmKernels: readonly KernelConfig[] = [
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
