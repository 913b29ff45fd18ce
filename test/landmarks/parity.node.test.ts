import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Tensor3D, tensor3d } from '@tensorflow/tfjs-core';
import {
  createDetector,
  type FaceLandmarksDetector,
  SupportedModels,
} from '@tensorflow-models/face-landmarks-detection';
import { LANDMARKS_REFINEMENT_LIPS_CONFIG } from '@tensorflow-models/face-landmarks-detection/dist/tfjs/constants.js';
import { FACE_POINT_COUNT } from '../../src/landmarks/face.ts';
import { graphInMemory } from '../../src/landmarks/load-graph.ts';
import { DETECTOR_FILES, MESH_FILES } from '../../src/landmarks/models.ts';
import { createNodeDetector, type NodeDetector, readModels } from '../../src/landmarks/node-host.ts';
import type { Pixels } from '../../src/landmarks/pixels.ts';
import { readFixture } from './read-fixture.ts';
import { installInt32BatchMatMul } from './wasm-batch-mat-mul.ts';

const LIPS = new Set(LANDMARKS_REFINEMENT_LIPS_CONFIG.indexesMapping);
const LEFT_IRIS = 468;
const RIGHT_IRIS = 473;

describe('the thin pipeline beside the stock createDetector (refined landmarks, tfjs runtime)', () => {
  let thin: NodeDetector;
  let stock: FaceLandmarksDetector;

  before(async () => {
    installInt32BatchMatMul();
    thin = await createNodeDetector();
    const bytes = await readModels();
    stock = await createDetector(SupportedModels.MediaPipeFaceMesh, {
      runtime: 'tfjs',
      refineLandmarks: true,
      maxFaces: 1,
      detectorModelUrl: graphInMemory(DETECTOR_FILES, bytes) as never,
      landmarkModelUrl: graphInMemory(MESH_FILES, bytes) as never,
    });
  });
  after(() => {
    thin.close();
    stock.dispose();
  });

  for (const name of [
    'anna-straight',
    'dev-glasses-turned',
    'finn-turned',
    'hua-eyes-closed',
    'far-face',
  ] as const) {
    it(`puts every point but the unrefined lips within 1 % of the inter-ocular distance: ${name}`, async () => {
      const pixels = await readFixture(name);
      const { others, lips } = await compare(pixels);
      assert.ok(others <= 0.01, `mean ${(100 * others).toFixed(3)} %`);
      assert.ok(lips <= 0.15, `lips, which are not refined: mean ${(100 * lips).toFixed(1)} %`);
    });
  }

  async function compare(pixels: Pixels) {
    thin.reset(); // the first frame of a film: what the stock detector looks at once, this one does, too
    const detection = await thin.detectPixels({ ...pixels, timestampMs: 0 });
    assert.ok(detection.kind === 'face');
    const { points } = detection.face;
    const keypoints = await askStock(pixels);
    const eyes = [keypoints[LEFT_IRIS]!, keypoints[RIGHT_IRIS]!] as const;
    const unit = Math.hypot(eyes[0].x - eyes[1].x, eyes[0].y - eyes[1].y);
    const distances = { others: [] as number[], lips: [] as number[] };
    for (let index = 0; index < FACE_POINT_COUNT; index++) {
      const { x, y } = keypoints[index]!;
      const distance = Math.hypot(points[index * 3]! - x, points[index * 3 + 1]! - y) / unit;
      (LIPS.has(index) ? distances.lips : distances.others).push(distance);
    }
    return { others: mean(distances.others), lips: mean(distances.lips) };
  }

  async function askStock({ data, width, height }: Pixels) {
    const image: Tensor3D = tensor3d(Float32Array.from(data), [height, width, 3]);
    try {
      stock.reset();
      const [face] = await stock.estimateFaces(image, { staticImageMode: true });
      assert.ok(face);
      return face.keypoints;
    } finally {
      image.dispose();
    }
  }
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
