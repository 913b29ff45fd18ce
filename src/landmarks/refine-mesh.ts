import {
  LANDMARKS_REFINEMENT_LEFT_EYE_CONFIG,
  LANDMARKS_REFINEMENT_RIGHT_EYE_CONFIG,
} from '@tensorflow-models/face-landmarks-detection/dist/tfjs/constants.js';
import type { EyePoints } from './eye-view.ts';
import { FACE_POINT_COUNT } from './face.ts';
import { LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS } from './mesh-points.ts';
import type { PixelRect } from './sample-rect.ts';

/** The person's right and left eye: corners, and the contour that the attention mesh refines. MediaPipe names them by the image's side. */
export const REFINED_RIGHT_EYE: EyePoints = {
  corners: RIGHT_EYE_CORNERS,
  contour: LANDMARKS_REFINEMENT_LEFT_EYE_CONFIG.indexesMapping,
};
export const REFINED_LEFT_EYE: EyePoints = {
  corners: LEFT_EYE_CORNERS,
  contour: LANDMARKS_REFINEMENT_RIGHT_EYE_CONFIG.indexesMapping,
};

export const EYE_POINT_COUNT = REFINED_RIGHT_EYE.contour.length;

interface MeshOutput {
  /** x, y, z of 468 points in pixels of the model's input square. */
  readonly mesh: Float32Array;
  /** x, y of the 71 refined points around the person's right eye, and around the left one. */
  readonly rightEye: Float32Array;
  readonly leftEye: Float32Array;
}

/**
 * Writes the refined eye contours over the mesh (z stays the mesh's, as in the stock pipeline: `zRefinement: 'none'`)
 * and carries all points from the model's square back into the frame.
 *
 * The steps of MediaPipe's LandmarksRefinementCalculator and LandmarkProjectionCalculator, on one flat array.
 */
export function refineMesh(
  { mesh, rightEye, leftEye }: MeshOutput,
  side: number,
  rect: PixelRect,
): Float32Array {
  const points = mesh.slice(0, FACE_POINT_COUNT * 3);
  const refine = (eye: Float32Array, indices: readonly number[]) =>
    indices.forEach((index, position) => {
      points[index * 3] = eye[position * 2]!;
      points[index * 3 + 1] = eye[position * 2 + 1]!;
    });
  refine(rightEye, REFINED_RIGHT_EYE.contour);
  refine(leftEye, REFINED_LEFT_EYE.contour);
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
