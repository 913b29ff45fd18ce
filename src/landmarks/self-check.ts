import { detectImage } from './detect-image.ts';
import type { Face, OfEyes } from './face.ts';
import { EngineError } from './host-protocol.ts';
import type { ModelFile } from './models.ts';
import type { FrameReader } from './read-frame.ts';
import type { ThinPipeline } from './thin-pipeline.ts';

/** A rendered face, 320 x 240; origin and licence: `models/README.md`. */
export const SELF_CHECK_FILE: ModelFile = {
  name: 'self-check.jpg',
  byteLength: 4616,
  sha256: 'cb535cd0aa5cc958690af994b79ac9ab51387d18a6a338db0451ec8478ff3333',
};

/** Where the Node host sees some of its points: [index, x, y]. */
const EXPECTED: readonly (readonly [index: number, x: number, y: number])[] = [
  [10, 161.0, 63.2],
  [152, 160.8, 179.3],
  [234, 113.3, 112.5],
  [454, 207.1, 112.5],
  [1, 160.3, 129.1],
  [33, 128.2, 98.9],
  [133, 147.6, 100.4],
  [159, 136.5, 96.2],
  [145, 137.5, 102.2],
  [362, 172.4, 100.7],
  [263, 191.3, 99.1],
  [386, 183.6, 96.3],
  [374, 183.1, 102.5],
  [61, 144.2, 149.1],
  [291, 176.5, 149.3],
  [70, 120.1, 85.8],
  [300, 200.0, 87.0],
  [50, 127.5, 123.9],
  [280, 193.3, 124.0],
];
const INTER_OCULAR_PIXELS = 44;
/** Mean distance that half-precision GPUs and other JPEG decoders may cause, as a part of the inter-ocular distance. */
const TOLERANCE = 0.03;
/** How far the Node host sees the eyes open, and how far off another engine may be. */
const EXPECTED_APERTURE = { left: 0.328, right: 0.304 };
const APERTURE_TOLERANCE = 0.04;
const EXPECTED_LEARNED = { left: 1.09, right: 1.06 };
const LEARNED_TOLERANCE = 0.15;

interface Parts {
  readonly pipeline: ThinPipeline;
  readonly reader: FrameReader;
}

/**
 * Looks for a known face before any real one, which also compiles every program that will be needed: an engine that
 * computes wrongly (drivers do) is found out here and not in somebody's session.
 *
 * @throws EngineError `engine_failed` with the fault `self_check_failed`.
 */
export async function runSelfCheck(parts: Parts, jpeg: Uint8Array): Promise<void> {
  const { points } = await lookAtKnownFace(parts, jpeg, false);
  const distances = EXPECTED.map(([index, x, y]) =>
    Math.hypot(points[index * 3]! - x, points[index * 3 + 1]! - y),
  );
  const mean =
    distances.reduce((sum, distance) => sum + distance, 0) / distances.length / INTER_OCULAR_PIXELS;
  if (!(mean <= TOLERANCE)) throw fail(`points lie ${(100 * mean).toFixed(1)} % of the eye distance off`);
}

/**
 * The same for the eye model, once it is loaded.
 *
 * @throws EngineError `engine_failed` with the fault `self_check_failed`.
 */
export async function runEyeSelfCheck(parts: Parts, jpeg: Uint8Array): Promise<void> {
  const { lidAperture } = await lookAtKnownFace(parts, jpeg, true);
  const off = furthest(lidAperture!, EXPECTED_APERTURE);
  if (!(off <= APERTURE_TOLERANCE)) throw fail(`lids are ${off.toFixed(3)} eye widths off`);
  const learnedOff = furthest(lidAperture!.learned!, EXPECTED_LEARNED);
  if (!(learnedOff <= LEARNED_TOLERANCE)) throw fail(`how open eyes look is ${learnedOff.toFixed(3)} off`);
}

const furthest = (found: OfEyes, expected: OfEyes) =>
  Math.max(Math.abs(found.left - expected.left), Math.abs(found.right - expected.right));

async function lookAtKnownFace(parts: Parts, jpeg: Uint8Array, lids: boolean): Promise<Face> {
  const image = await createImageBitmap(new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }));
  const facts = { width: image.width, height: image.height, timestampMs: 0 };
  const options = { still: true, lids };
  const detection = await detectImage(parts, image, facts, options).finally(() => image.close());
  if (detection.kind !== 'face') throw fail(`it saw '${detection.kind}' in a picture of one face`);
  return detection.face;
}

const fail = (what: string) =>
  new EngineError('engine_failed', `The landmark engine's self-check failed: ${what}.`, {
    fault: 'self_check_failed',
  });
