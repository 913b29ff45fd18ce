import {
  DETECTOR_NON_MAX_SUPPRESSION_CONFIG,
  SHORT_RANGE_DETECTOR_ANCHOR_CONFIG,
  SHORT_RANGE_TENSORS_TO_DETECTION_CONFIG,
} from '@tensorflow-models/face-detection/dist/tfjs/constants.js';
import { createSsdAnchors } from '@tensorflow-models/face-landmarks-detection/dist/shared/calculators/create_ssd_anchors.js';
import type { PixelRect } from './sample-rect.ts';

/** A face as the detector boxes it, in frame pixels. */
export interface DetectedFace {
  readonly score: number;
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
  /** The person's own right and left eye. */
  readonly rightEye: { readonly x: number; readonly y: number };
  readonly leftEye: { readonly x: number; readonly y: number };
}

const config = SHORT_RANGE_TENSORS_TO_DETECTION_CONFIG;
const VALUES_PER_BOX = config.numCoords + 1;
/** The raw score whose sigmoid is the detector's threshold (0.5 gives 0). */
const MIN_RAW_SCORE = -Math.log(1 / config.minScoreThresh! - 1);

let anchors: ReturnType<typeof createSsdAnchors> | undefined;

/**
 * Turns the detector's raw output (896 x [score, box, 6 keypoints]) into faces, best first, overlapping ones merged.
 *
 * The steps of MediaPipe's TensorsToDetectionsCalculator, NonMaxSuppressionCalculator and
 * DetectionProjectionCalculator with the package's own constants; in plain code because the package's versions
 * run dozens of tensor operations and several readbacks on these 896 boxes.
 *
 * @param input the (unturned) rectangle of the frame that the detector saw.
 */
export function decodeDetections(raw: Float32Array, input: PixelRect): DetectedFace[] {
  anchors ??= createSsdAnchors(SHORT_RANGE_DETECTOR_ANCHOR_CONFIG);
  const left = input.xCenter - input.width / 2;
  const top = input.yCenter - input.height / 2;
  const candidates: DetectedFace[] = [];
  anchors.forEach((anchor, index) => {
    const offset = index * VALUES_PER_BOX;
    const rawScore = raw[offset]!;
    if (rawScore < MIN_RAW_SCORE) return;
    const x = (at: number) => left + (raw[offset + 1 + at]! / config.xScale! + anchor.xCenter) * input.width;
    const y = (at: number) => top + (raw[offset + 1 + at]! / config.yScale! + anchor.yCenter) * input.height;
    const halfWidth = ((raw[offset + 3]! / config.wScale!) * input.width) / 2;
    const halfHeight = ((raw[offset + 4]! / config.hScale!) * input.height) / 2;
    if (halfWidth < 0 || halfHeight < 0) return;
    candidates.push({
      score: 1 / (1 + Math.exp(-rawScore)),
      xMin: x(0) - halfWidth,
      yMin: y(1) - halfHeight,
      xMax: x(0) + halfWidth,
      yMax: y(1) + halfHeight,
      rightEye: { x: x(4), y: y(5) },
      leftEye: { x: x(6), y: y(7) },
    });
  });
  return suppressOverlaps(candidates);
}

function suppressOverlaps(candidates: DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of candidates.sort((a, b) => b.score - a.score)) {
    const threshold = DETECTOR_NON_MAX_SUPPRESSION_CONFIG.minSuppressionThreshold;
    if (kept.every((other) => overlap(face, other) <= threshold)) kept.push(face);
  }
  return kept;
}

type Box = Pick<DetectedFace, 'xMin' | 'yMin' | 'xMax' | 'yMax'>;

/** Intersection over union of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.xMax, b.xMax) - Math.max(a.xMin, b.xMin);
  const height = Math.min(a.yMax, b.yMax) - Math.max(a.yMin, b.yMin);
  if (width <= 0 || height <= 0) return 0;
  const area = ({ xMin, yMin, xMax, yMax }: Box) => (xMax - xMin) * (yMax - yMin);
  const intersection = width * height;
  return intersection / (area(a) + area(b) - intersection);
}
