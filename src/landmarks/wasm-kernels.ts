import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js';
import { addNConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/AddN.js';
import { atan2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Atan2.js';
import { batchMatMulConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/BatchMatMul.js';
import { castConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Cast.js';
import { concatConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Concat.js';
import { cosConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Cos.js';
import { depthwiseConv2dNativeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/DepthwiseConv2dNative.js';
import { expandDimsConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/ExpandDims.js';
import { fillConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Fill.js';
import { floorConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Floor.js';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D.js';
import { gatherV2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/GatherV2.js';
import { greaterEqualConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/GreaterEqual.js';
import { identityConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Identity.js';
import { lessEqualConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/LessEqual.js';
import { logicalAndConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/LogicalAnd.js';
import { maxConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Max.js';
import { maximumConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Maximum.js';
import { maxPoolConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/MaxPool.js';
import { minConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Min.js';
import { minimumConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Minimum.js';
import { multiplyConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply.js';
import { negConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Neg.js';
import { packConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Pack.js';
import { padV2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/PadV2.js';
import { preluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Prelu.js';
import { rangeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Range.js';
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid.js';
import { sinConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sin.js';
import { stridedSliceConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/StridedSlice.js';
import { subConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sub.js';
import { tileConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Tile.js';
import { transposeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose.js';
import { zerosLikeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/ZerosLike.js';
import type { KernelConfig } from '@tensorflow/tfjs-core';

/**
 * The kernels that the detector and the attention mesh run, and no others: the backend's entry would register all of
 * them. A kernel that is missing here fails by name the first time that a model asks for it, so at the self-check.
 */
export const wasmKernels: readonly KernelConfig[] = [
  addConfig,
  addNConfig,
  atan2Config,
  batchMatMulConfig,
  castConfig,
  concatConfig,
  cosConfig,
  depthwiseConv2dNativeConfig,
  expandDimsConfig,
  fillConfig,
  floorConfig,
  fusedConv2DConfig,
  gatherV2Config,
  greaterEqualConfig,
  identityConfig,
  lessEqualConfig,
  logicalAndConfig,
  maxConfig,
  maxPoolConfig,
  maximumConfig,
  minConfig,
  minimumConfig,
  multiplyConfig,
  negConfig,
  packConfig,
  padV2Config,
  preluConfig,
  rangeConfig,
  reluConfig,
  reshapeConfig,
  sigmoidConfig,
  sinConfig,
  stridedSliceConfig,
  subConfig,
  tileConfig,
  transposeConfig,
  zerosLikeConfig,
];
