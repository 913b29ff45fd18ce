import { STEPS_PER_PIXEL } from './trace-frame.ts';
import { RIGID_POSITIONS } from './trace-landmarks.ts';

type Points = ArrayLike<number>;

/**
 * How far a face is from being a third view of the solid thing seen in two others: RMS over the 45 rigid points, in
 * pixels. All points x, y, z in 1/16 pixel, as a trace has them.
 *
 * Seen from afar, x and y of every view of a rigid body are linear combinations of x and y of one view and x of another
 * (Ullman & Basri, "Recognition by linear combinations of models", 1991). A picture that fades into another is on its
 * way no view of anything solid. Uses x and y only: the mesh imagines a depth.
 *
 * @param rest a view, from which x and y are taken.
 * @param turned the same turned to a side, from which x is taken.
 */
export function viewResidualPx(face: Points, rest: Points, turned: Points): number {
  const basis = orthonormal([column(rest, 0), column(rest, 1), column(turned, 0)]);
  const error = squaredDistance(column(face, 0), basis) + squaredDistance(column(face, 1), basis);
  return Math.sqrt(error / RIGID_POSITIONS.length) / STEPS_PER_PIXEL;
}

/** One coordinate of the rigid points, about its mean. */
function column(points: Points, axis: 0 | 1): number[] {
  const values = RIGID_POSITIONS.map((position) => points[position * 3 + axis]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

/** Gram-Schmidt; a column that adds nothing is left out. */
function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = [];
  for (const each of columns) {
    const rest = without(each, basis);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 0) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function without(values: readonly number[], basis: readonly (readonly number[])[]): number[] {
  let rest = [...values];
  for (const each of basis) {
    const share = dot(rest, each);
    rest = rest.map((value, index) => value - share * each[index]!);
  }
  return rest;
}

function squaredDistance(values: readonly number[], basis: readonly (readonly number[])[]): number {
  const rest = without(values, basis);
  return dot(rest, rest);
}
