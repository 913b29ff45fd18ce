import {
  LANDMARKS_REFINEMENT_LEFT_EYE_CONFIG,
  LANDMARKS_REFINEMENT_RIGHT_EYE_CONFIG,
} from '@tensorflow-models/face-landmarks-detection/dist/tfjs/constants.js';
import type { EyePoints } from './eye-view.ts';
import { FACE_POINT_COUNT } from './face.ts';
import type { PixelRect } from './sample-rect.ts';

/** The eye on the image's left and on its right: corners and the contour that the attention mesh refines. */
export const LEFT_EYE: EyePoints = {
  corners: [33, 133],
  contour: LANDMARKS_REFINEMENT_LEFT_EYE_CONFIG.indexesMapping,
};
export const RIGHT_EYE: EyePoints = {
  corners: [362, 263],
  contour: LANDMARKS_REFINEMENT_RIGHT_EYE_CONFIG.indexesMapping,
};

export const EYE_POINT_COUNT = LEFT_EYE.contour.length;

interface MeshOutput {
  /** x, y, z of 468 points in pixels of the model's input square. */
  readonly mesh: Float32Array;
  /** x, y of the 71 refined points around the eye on the image's left, and on its right. */
  readonly leftEye: Float32Array;
  readonly rightEye: Float32Array;
}

/**
 * Writes the refined eye contours over the mesh (z stays the mesh's, as in the stock pipeline: `zRefinement: 'none'`)
 * and carries all points from the model's square back into the frame.
 *
 * The steps of MediaPipe's LandmarksRefinementCalculator and LandmarkProjectionCalculator, on one flat array.
 */
export function meshPoints(
  { mesh, leftEye, rightEye }: MeshOutput,
  side: number,
  rect: PixelRect,
): Float32Array {
  const points = mesh.slice(0, FACE_POINT_COUNT * 3);
  const refine = (eye: Float32Array, indices: readonly number[]) =>
    indices.forEach((index, position) => {
      points[index * 3] = eye[position * 2]!;
      points[index * 3 + 1] = eye[position * 2 + 1]!;
    });
  refine(leftEye, LEFT_EYE.contour);
  refine(rightEye, RIGHT_EYE.contour);
  const cos = Math.cos(rect.rotation);
  const sin = Math.sin(rect.rotation);
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = (points[offset]! / side - 0.5) * rect.width;
    const y = (points[offset + 1]! / side - 0.5) * rect.height;
    points[offset] = cos * x - sin * y + rect.xCenter;
    points[offset + 1] = sin * x + cos * y + rect.yCenter;
    points[offset + 2] = (points[offset + 2]! / side) * rect.width;
  }
  return points;
}
