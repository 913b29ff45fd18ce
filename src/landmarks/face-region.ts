import { calculateDetectionsToRects } from '@tensorflow-models/face-landmarks-detection/dist/shared/calculators/detection_to_rect.js';
import { transformNormalizedRect } from '@tensorflow-models/face-landmarks-detection/dist/shared/calculators/transform_rect.js';
import { RECT_TRANSFORMATION_CONFIG } from '@tensorflow-models/face-landmarks-detection/dist/tfjs/constants.js';
import type { DetectedFace } from './decode-detections.ts';
import type { Face } from './face.ts';
import { LEFT_EYE_OUTER, RIGHT_EYE_OUTER } from './mesh-points.ts';
import { lumaAt } from './pixels.ts';
import type { PixelRect } from './sample-rect.ts';

interface Box {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}
interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far a region reaches beyond the face it was made from. */
const REGION_SCALE = RECT_TRANSFORMATION_CONFIG.scaleX!;

/** MediaPipe's FaceDetectionFrontDetectionToRoi: turned so that the eyes are level, square, half as large again. */
export function regionFromDetection(face: DetectedFace, frame: { width: number; height: number }): PixelRect {
  return region(face, face.rightEye, face.leftEye, frame);
}

/** MediaPipe's FaceLandmarkLandmarksToRoi: the same from the outer eye corners of the last mesh. */
export function regionFromPoints(points: Float32Array, frame: { width: number; height: number }): PixelRect {
  const at = (index: number) => ({ x: points[index * 3]!, y: points[index * 3 + 1]! });
  return region(boxOf(points), at(RIGHT_EYE_OUTER), at(LEFT_EYE_OUTER), frame);
}

/** The smallest upright box around all points. */
export function boxOf(points: Float32Array): Box {
  let xMin = Number.POSITIVE_INFINITY;
  let yMin = Number.POSITIVE_INFINITY;
  let xMax = Number.NEGATIVE_INFINITY;
  let yMax = Number.NEGATIVE_INFINITY;
  for (let offset = 0; offset < points.length; offset += 3) {
    xMin = Math.min(xMin, points[offset]!);
    xMax = Math.max(xMax, points[offset]!);
    yMin = Math.min(yMin, points[offset + 1]!);
    yMax = Math.max(yMax, points[offset + 1]!);
  }
  return { xMin, yMin, xMax, yMax };
}

/** The packages' calculators work in fractions of the frame; this room keeps pixels. */
function region(box: Box, start: Point, end: Point, frame: { width: number; height: number }): PixelRect {
  const { width, height } = frame;
  const normalized = (point: Point) => ({ x: point.x / width, y: point.y / height });
  const relativeBoundingBox = {
    xMin: box.xMin / width,
    yMin: box.yMin / height,
    xMax: box.xMax / width,
    yMax: box.yMax / height,
    width: (box.xMax - box.xMin) / width,
    height: (box.yMax - box.yMin) / height,
  };
  const rect = calculateDetectionsToRects(
    { locationData: { relativeBoundingBox, relativeKeypoints: [normalized(start), normalized(end)] } },
    'boundingbox',
    'normRect',
    frame,
    {
      rotationVectorStartKeypointIndex: 0,
      rotationVectorEndKeypointIndex: 1,
      rotationVectorTargetAngleDegree: 0,
    },
  );
  const wide = transformNormalizedRect(rect, frame, RECT_TRANSFORMATION_CONFIG);
  return {
    xCenter: wide.xCenter * width,
    yCenter: wide.yCenter * height,
    width: wide.width * width,
    height: wide.height * height,
    rotation: wide.rotation ?? 0,
  };
}

/**
 * Mean luma (ITU-R BT.601) of the face within its region: the middle of the square, without the margin around it.
 *
 * @param square RGB floats 0..1, `side` x `side`.
 */
export function faceLight(square: Float32Array, side: number): Face['light'] {
  const start = Math.round((side * (1 - 1 / REGION_SCALE)) / 2);
  const end = side - start;
  let left = 0;
  let right = 0;
  for (let row = start; row < end; row++) {
    for (let column = start; column < end; column++) {
      const luma = lumaAt(square, (row * side + column) * 3);
      if (column < side / 2) left += luma;
      else right += luma;
    }
  }
  const pixelsInHalf = ((end - start) * (end - start)) / 2;
  const mean = (sum: number, pixels: number) => (255 * sum) / pixels;
  return {
    mean: mean(left + right, 2 * pixelsInHalf),
    left: mean(left, pixelsInHalf),
    right: mean(right, pixelsInHalf),
  };
}
