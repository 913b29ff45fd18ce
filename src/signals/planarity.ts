import type { Baseline } from './baseline.ts';
import { homographyResidualPx } from './homography.ts';
import { STEPS_PER_PIXEL } from './quantize.ts';
import type { TraceFace } from './trace-frame.ts';
import { RIGID_POSITIONS, tracePosition } from './trace-landmarks.ts';

const RIGHT_CORNER = tracePosition(33);
const LEFT_CORNER = tracePosition(263);

/**
 * How little a face is explained by a flat picture of the face at rest: RMS error of the best homography from rest to it
 * over the 45 rigid points, over the distance of the outer eye corners in it.
 *
 * Small for the same face at rest, for another picture of it and for a print however it is held (up to 0.061); heads turned
 * by 20 degrees or more stand above 0.067. Uses x and y only: the mesh imagines a depth even on a photo.
 */
export function planarResidual(face: TraceFace, baseline: Baseline): number {
  const seen = Array.from(face.points, (value) => value / STEPS_PER_PIXEL);
  const x = seen[LEFT_CORNER * 3]! - seen[RIGHT_CORNER * 3]!;
  const y = seen[LEFT_CORNER * 3 + 1]! - seen[RIGHT_CORNER * 3 + 1]!;
  return homographyResidualPx(rigid(baseline.template), rigid(seen)) / Math.sqrt(x * x + y * y);
}

const rigid = (points: ArrayLike<number>) =>
  RIGID_POSITIONS.flatMap((position) => [points[position * 3]!, points[position * 3 + 1]!]);
