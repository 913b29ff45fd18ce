import { tracePosition } from './trace-landmarks.ts';

const [RIGHT_CORNER, LEFT_CORNER] = [tracePosition(33), tracePosition(263)];
const [RIGHT_CHEEK, LEFT_CHEEK] = [tracePosition(234), tracePosition(454)];
const [FOREHEAD, BELOW_NOSE] = [tracePosition(10), tracePosition(2)];

/**
 * Distance of the outer eye corners, with what the turn as the mesh reads it takes from it put back, over the distance
 * from forehead to nose.
 *
 * A head keeps it as it turns. The mesh reads the turn of a sheet, flat or bent, as a fraction of what it is (50 degrees
 * as 6 to 12), so the face on a turned sheet grows too narrow for its turn.
 *
 * @param points x, y, z as a trace has them, of any unit.
 */
export function proportionOf(points: ArrayLike<number>): number {
  const corners = lengths(points, RIGHT_CORNER, LEFT_CORNER);
  const across = lengths(points, RIGHT_CHEEK, LEFT_CHEEK);
  const down = lengths(points, FOREHEAD, BELOW_NOSE);
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
