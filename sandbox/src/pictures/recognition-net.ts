import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { LandmarkError } from '@family-auth/library/base/errors.ts';
import {
  add,
  avgPool,
  concat,
  conv2d,
  div,
  io,
  matMul,
  maxPool,
  mean,
  mul,
  type NamedTensorMap,
  pad,
  relu,
  sub,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { CHIP_SIDE } from './align-face.ts';

const MODEL = '@vladmandic/face-api/model/face_recognition_model';
const MODEL_SHA256 = 'b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589';
/** The mean colour the network was trained with (dlib, `input_rgb_image_sized`). */
const MEAN_RGB = [122.782, 117.001, 104.298];

/** dlib's face recognition network (ResNet-29, 128-d), in the weights of `@vladmandic/face-api`. */
export interface RecognitionNet {
  /** @param chip an aligned face, RGB floats 0..255, {@link CHIP_SIDE} square. */
  describe(chip: Float32Array): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Loads the network on whatever tfjs backend is set.
 *
 * The package's own builds carry or import a whole second tfjs, so the layers stand here in tfjs-core's operations, as
 * in its `faceRecognitionNet` (MIT, Vincent Mühler and Vladimir Mandic); a test compares the two.
 *
 * @throws {@link LandmarkError} `asset_unavailable` or `asset_corrupt`.
 */
export async function loadRecognitionNet(): Promise<RecognitionNet> {
  const weights = await readWeights();
  return {
    async describe(chip) {
      const descriptor = tidy(() => forward(chip, weights));
      try {
        return (await descriptor.data()) as Float32Array;
      } finally {
        descriptor.dispose();
      }
    },
    dispose: () => Object.values(weights).forEach((tensor) => void tensor.dispose()),
  };
}

async function readWeights(): Promise<NamedTensorMap> {
  const resolve = createRequire(import.meta.url).resolve;
  const read = (suffix: string) =>
    readFile(resolve(MODEL + suffix)).catch((cause) => {
      throw new LandmarkError('asset_unavailable', `The model file ${MODEL}${suffix} cannot be read.`, {
        cause,
      });
    });
  const [bytes, manifest] = await Promise.all([read('.bin'), read('-weights_manifest.json')]);
  if (createHash('sha256').update(bytes).digest('hex') !== MODEL_SHA256) {
    throw new LandmarkError('asset_corrupt', `The model file ${MODEL}.bin is not the pinned one.`);
  }
  const groups = JSON.parse(manifest.toString('utf8')) as io.WeightsManifestConfig;
  const specs = groups.flatMap(({ weights }) => weights);
  return io.decodeWeights(new Uint8Array(bytes).buffer, specs);
}

function forward(chip: Float32Array, weights: NamedTensorMap): Tensor {
  const weight = (name: string): Tensor => {
    const tensor = weights[name];
    if (!tensor) throw new LandmarkError('asset_corrupt', `The recognition model lacks ${name}.`);
    return tensor;
  };
  const convolve = (x: Tensor4D, name: string, stride: 1 | 2): Tensor4D => {
    const filters = weight(`${name}/conv/filters`) as Tensor4D;
    const raw = conv2d(x, filters, stride, stride === 1 ? 'same' : 'valid');
    const biased = add(raw, weight(`${name}/conv/bias`));
    return add(mul(biased, weight(`${name}/scale/weights`)), weight(`${name}/scale/biases`));
  };
  const residual = (x: Tensor4D, name: string): Tensor4D => {
    const inner = convolve(relu(convolve(x, `${name}/conv1`, 1)), `${name}/conv2`, 1);
    return relu(add(inner, x));
  };
  const residualDown = (x: Tensor4D, name: string): Tensor4D => {
    const inner = convolve(relu(convolve(x, `${name}/conv1`, 2)), `${name}/conv2`, 1);
    const pooled = avgPool(x, 2, 2, 'valid');
    const [, height, width, channels] = pooled.shape;
    const wider =
      channels === inner.shape[3] ? pooled : (concat([pooled, zeros(pooled.shape)], 3) as Tensor4D);
    const padded = pad(inner, [
      [0, 0],
      [0, height - inner.shape[1]],
      [0, width - inner.shape[2]],
      [0, 0],
    ]);
    return relu(add(wider, padded));
  };
  const image = div(sub(tensor4d(chip, [1, CHIP_SIDE, CHIP_SIDE, 3]), tensor1d(MEAN_RGB)), 255) as Tensor4D;
  let x: Tensor4D = maxPool(relu(convolve(image, 'conv32_down', 2)), 3, 2, 'valid');
  for (const block of ['conv32_1', 'conv32_2', 'conv32_3']) x = residual(x, block);
  x = residualDown(x, 'conv64_down');
  for (const block of ['conv64_1', 'conv64_2', 'conv64_3']) x = residual(x, block);
  x = residualDown(x, 'conv128_down');
  for (const block of ['conv128_1', 'conv128_2']) x = residual(x, block);
  x = residualDown(x, 'conv256_down');
  for (const block of ['conv256_1', 'conv256_2']) x = residual(x, block);
  x = residualDown(x, 'conv256_down_out');
  return matMul(mean(x, [1, 2]) as Tensor2D, weight('fc') as Tensor2D);
}
