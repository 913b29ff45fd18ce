import { LEFT_EYE_OUTER, RIGHT_EYE_OUTER } from '../landmarks/mesh-points.ts';
import type { Baseline } from './baseline.ts';
import { STEPS_PER_PIXEL, type TraceFace } from './trace-frame.ts';
import { RIGID_POSITIONS, tracePosition } from './trace-landmarks.ts';

const RIGHT_CORNER = tracePosition(RIGHT_EYE_OUTER);
const LEFT_CORNER = tracePosition(LEFT_EYE_OUTER);

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

/** Points of the plane: x0, y0, x1, y1 … */
export type PlanePoints = readonly number[];

interface Normalised {
  readonly points: readonly number[];
  /** Pixels in one unit of the normalised points. */
  readonly unitPx: number;
}

/**
 * RMS transfer error, in pixels, of the homography that best carries `from` onto `to`: see {@link homographyResiduals}.
 *
 * Small when both are pictures of one flat thing, seen from wherever. Infinite when there is no such map at all.
 */
export function homographyResidualPx(from: PlanePoints, to: PlanePoints): number {
  const residuals = homographyResiduals(from, to);
  if (!residuals) return Number.POSITIVE_INFINITY;
  const sum = residuals.reduce((total, residual) => total + residual * residual, 0);
  return Math.sqrt(sum / (from.length / 2));
}

/**
 * Where the points of `to` lie, in pixels from where the best homography carries those of `from`: x0, y0, x1, y1 …; null
 * when there is no such map at all. Direct linear transformation on normalised points with h33 = 1 (Hartley & Zisserman,
 * Multiple View Geometry, 4.1 and 4.4.4).
 */
export function homographyResiduals(from: PlanePoints, to: PlanePoints): number[] | null {
  const source = normalise(from);
  const target = normalise(to);
  const h = solve(normalEquations(source.points, target.points));
  if (!h) return null;
  const [a, b, c, d, e, f, g, i] = h as [number, number, number, number, number, number, number, number];
  const residuals: number[] = [];
  for (let offset = 0; offset < from.length; offset += 2) {
    const x = source.points[offset]!;
    const y = source.points[offset + 1]!;
    const w = g * x + i * y + 1;
    residuals.push(
      (target.points[offset]! - (a * x + b * y + c) / w) * target.unitPx,
      (target.points[offset + 1]! - (d * x + e * y + f) / w) * target.unitPx,
    );
  }
  return residuals;
}

/** Centroid at the origin, mean distance from it √2. */
function normalise(points: PlanePoints): Normalised {
  const count = points.length / 2;
  let sumX = 0;
  let sumY = 0;
  for (let offset = 0; offset < points.length; offset += 2) {
    sumX += points[offset]!;
    sumY += points[offset + 1]!;
  }
  const centred = points.map((value, offset) => value - (offset % 2 === 0 ? sumX : sumY) / count);
  let distances = 0;
  for (let offset = 0; offset < points.length; offset += 2) {
    const [x, y] = [centred[offset]!, centred[offset + 1]!];
    distances += Math.sqrt(x * x + y * y);
  }
  const unitPx = distances / count / Math.SQRT2;
  return { points: centred.map((value) => value / unitPx), unitPx };
}

/** The eight normal equations, each with its right-hand side last. */
function normalEquations(from: readonly number[], to: readonly number[]): number[][] {
  const matrix = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  const add = (row: readonly number[]) => {
    for (let i = 0; i < 8; i++) for (let j = 0; j < 9; j++) matrix[i]![j]! += row[i]! * row[j]!;
  };
  for (let offset = 0; offset < from.length; offset += 2) {
    const [x, y] = [from[offset]!, from[offset + 1]!];
    const [u, v] = [to[offset]!, to[offset + 1]!];
    add([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    add([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  return matrix;
}

/** Gaussian elimination with partial pivoting; null for a singular system. */
function solve(matrix: number[][]): number[] | null {
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    const head = matrix[column]!;
    if (!(Math.abs(head[column]!) > 1e-12)) return null;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row]![column]! / head[column]!;
      for (let j = column; j <= size; j++) matrix[row]![j]! -= factor * head[j]!;
    }
  }
  return matrix.map((row, index) => row[size]! / row[index]!);
}
