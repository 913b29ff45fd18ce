import {
  FOREHEAD,
  LEFT_CHEEK,
  LEFT_EYE_OUTER,
  NOSE_BASE,
  RIGHT_CHEEK,
  RIGHT_EYE_OUTER,
} from '../landmarks/mesh-points.ts';
import type { Baseline } from './baseline.ts';
import { tracePosition } from './trace-landmarks.ts';

const [RIGHT_CORNER, LEFT_CORNER] = [tracePosition(RIGHT_EYE_OUTER), tracePosition(LEFT_EYE_OUTER)];
const [RIGHT_EDGE, LEFT_EDGE] = [tracePosition(RIGHT_CHEEK), tracePosition(LEFT_CHEEK)];
const [TOP, BOTTOM] = [tracePosition(FOREHEAD), tracePosition(NOSE_BASE)];

/**
 * By what share the face of two views that is further aside is narrower for its height than the other one; < 0 if wider.
 *
 * A head keeps its proportions as it turns. The mesh reads the turn of a sheet, flat or bent, as a fraction of what it is
 * (50 degrees as 6 to 12), so the face on a turned sheet is too narrow for its turn, whether it rests so or is turned there.
 *
 * @param points x, y, z as a trace has them, of any unit.
 * @param yawDegrees from rest.
 */
export function narrowingAside(
  points: ArrayLike<number>,
  rest: Pick<Baseline, 'template' | 'yawDegrees'>,
  yawDegrees: number,
): number {
  const change = proportionOf(points) / proportionOf(rest.template) - 1;
  const isAside = Math.abs(rest.yawDegrees + yawDegrees) >= Math.abs(rest.yawDegrees);
  return isAside ? -change : change;
}

/**
 * Distance of the outer eye corners, with what the turn as the mesh reads it takes from it put back, over the distance
 * from forehead to nose. Alike for all heads that look at the camera; less for a sheet that is held aslant.
 *
 * @param points x, y, z as a trace has them, of any unit.
 */
export function proportionOf(points: ArrayLike<number>): number {
  const corners = lengths(points, RIGHT_CORNER, LEFT_CORNER);
  const across = lengths(points, RIGHT_EDGE, LEFT_EDGE);
  const down = lengths(points, TOP, BOTTOM);
  return (corners.inPlane * across.inSpace) / (across.inPlane * down.inSpace);
}

function lengths(points: ArrayLike<number>, a: number, b: number): { inPlane: number; inSpace: number } {
  const [x, y, z] = [0, 1, 2].map((axis) => points[b * 3 + axis]! - points[a * 3 + axis]!) as [
    number,
    number,
    number,
  ];
  return { inPlane: Math.sqrt(x * x + y * y), inSpace: Math.sqrt(x * x + y * y + z * z) };
}
