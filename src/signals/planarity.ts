import type { Baseline } from './baseline.ts';
import { homographyResidualPx } from './homography.ts';
import { STEPS_PER_PIXEL } from './quantize.ts';
import type { TraceFace } from './trace-frame.ts';
import { RIGID_POSITIONS, tracePosition } from './trace-landmarks.ts';

/** How little a turned face is explained by a flat picture of the face at rest. */
export interface Planarity {
  /**
   * RMS error of the best homography from rest to the turned face over the 45 rigid points, over the distance of the
   * outer eye corners in the turned frame. Prints stay below 0.061, heads turned by 20° or more stand above 0.10.
   */
  readonly residual: number;
  /**
   * How far the nose has moved between the edges of the face: change of (l - r) / (l + r) of its distances to either
   * edge. Prints stay below 0.48, heads turned by 20° or more stand above 0.57.
   */
  readonly asymmetryChange: number;
}

const NOSE_TIP = tracePosition(1);
const RIGHT_CHEEK = tracePosition(234);
const LEFT_CHEEK = tracePosition(454);
const RIGHT_CORNER = tracePosition(33);
const LEFT_CORNER = tracePosition(263);

/**
 * Flatness of a turn. Uses x and y only: the mesh imagines a depth even on a photo.
 *
 * Prior: De Marsico et al. (ICB 2012), Wang et al. on sparse structure from landmarks.
 */
export function planarityOf(face: TraceFace, baseline: Baseline): Planarity {
  const turned = Array.from(face.points, (value) => value / STEPS_PER_PIXEL);
  const rigid = (points: ArrayLike<number>) =>
    RIGID_POSITIONS.flatMap((position) => [points[position * 3]!, points[position * 3 + 1]!]);
  const eyes = distance(turned, RIGHT_CORNER, LEFT_CORNER);
  return {
    residual: homographyResidualPx(rigid(baseline.template), rigid(turned)) / eyes,
    asymmetryChange: Math.abs(asymmetry(turned) - asymmetry(baseline.template)),
  };
}

function distance(points: ArrayLike<number>, a: number, b: number): number {
  const x = points[a * 3]! - points[b * 3]!;
  const y = points[a * 3 + 1]! - points[b * 3 + 1]!;
  return Math.sqrt(x * x + y * y);
}

function asymmetry(points: ArrayLike<number>): number {
  const left = distance(points, NOSE_TIP, LEFT_CHEEK);
  const right = distance(points, NOSE_TIP, RIGHT_CHEEK);
  return (left - right) / (left + right);
}
