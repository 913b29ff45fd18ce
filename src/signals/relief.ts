import type { Baseline } from './baseline.ts';
import { homographyResiduals } from './homography.ts';
import { portableSineDegrees } from './portable-angle.ts';
import { STEPS_PER_PIXEL } from './quantize.ts';
import type { TraceFace } from './trace-frame.ts';
import { tracePosition } from './trace-landmarks.ts';

/**
 * What the departure of each point from a flat picture's turn counts for, to image right and down: mesh index, x, y.
 * Ridge regression on turns of 17 rendered people (946 frames, 1) and on pictures of 16 of them, flat and bent round
 * cylinders, as they rest and as they are turned (7,115 pairs that the mesh reads as turns of 9 to 40 degrees, 0). For a
 * turn to the person's own left.
 */
// biome-ignore format: five points a line
const WEIGHTS = [
  [1, -0.68, -4.81], [4, -1.45, -0.55], [5, -5.33, 3.3], [195, -1.06, 1.68], [197, 2.69, -1.35],
  [6, 3.67, -1.71], [168, -8.17, 0.21], [8, -1.6, 1.14], [9, 5.66, -1.11], [151, 5.41, 1.27],
  [10, -2.05, 0.01], [98, -0.06, -3.97], [327, -3.88, 2.81], [2, 10.06, -6.91], [94, -0.45, 4.29],
  [33, 0.02, -0.05], [133, -0.34, -0.1], [263, 0.36, 0.04], [362, -0.38, 0.18], [55, 0.29, 0.14],
  [285, 0.38, 0.35], [70, 0.54, -0.22], [300, -0.2, 0.18], [50, 1.05, 0.66], [280, 2.35, 1.07],
  [101, 1.04, -1.17], [330, -4.6, -4.66], [127, -3.55, -3.33], [356, -3.95, 1.96], [234, 2.65, 2.59],
  [454, 2.22, -1.05], [54, 1.06, 3.55], [284, 3.35, -0.09], [103, 3.5, 0.98], [332, -2.22, -0.45],
  [67, -3.08, -4.48], [297, 1.7, 3.77], [116, 1.23, -3.31], [345, -0.71, 0.97], [36, -5.66, 6.85],
  [266, 0.55, -2.76], [48, 1.44, 3.32], [278, 7.55, 0.67], [129, -1.68, -2.53], [358, -6.47, 1.17],
] as const;

/** Counterparts on the other half of the face; points not named lie in its middle. */
const PAIRS = [
  [33, 263],
  [133, 362],
  [98, 327],
  [55, 285],
  [70, 300],
  [50, 280],
  [101, 330],
  [127, 356],
  [234, 454],
  [54, 284],
  [103, 332],
  [67, 297],
  [116, 345],
  [36, 266],
  [48, 278],
  [129, 358],
] as const;

const COUNTERPARTS = new Map<number, number>(
  PAIRS.flatMap(
    ([a, b]) =>
      [
        [a, b],
        [b, a],
      ] as const,
  ),
);
const BY_INDEX = new Map<number, readonly [number, number]>(WEIGHTS.map(([index, x, y]) => [index, [x, y]]));
const POSITIONS = WEIGHTS.map(([index]) => tracePosition(index));
const TO_THE_LEFT = WEIGHTS.flatMap(([, x, y]) => [x, y]);
const TO_THE_RIGHT = WEIGHTS.flatMap(([index]) => {
  const [x, y] = BY_INDEX.get(COUNTERPARTS.get(index) ?? index)!;
  return [-x, y];
});

const [RIGHT_CORNER, LEFT_CORNER] = [tracePosition(33), tracePosition(263)];

/**
 * How much of a head's relief a turn shows: about 1 for a head, about 0 for a picture of one, flat or bent.
 *
 * A turned head departs from the best homography of the face at rest in a way that grows with the sine of the angle: the
 * nose moves against the cheeks, the far half narrows more than the near one. A flat picture does not depart from it, a
 * bent one does so elsewhere. The departures of the 45 rigid points, weighted by how heads depart and pictures do not, are
 * divided by that sine. Uses x and y only for the departures: the mesh imagines a depth even on a photo.
 *
 * @param yawDegrees turned from rest, not 0.
 */
export function reliefOf(face: TraceFace, baseline: Baseline, yawDegrees: number): number {
  const turned = Array.from(face.points, (value) => value / STEPS_PER_PIXEL);
  const residuals = homographyResiduals(planePoints(baseline.template), planePoints(turned));
  if (!residuals) return 0;
  const weights = yawDegrees > 0 ? TO_THE_LEFT : TO_THE_RIGHT;
  const seen = residuals.reduce((sum, residual, offset) => sum + residual * weights[offset]!, 0);
  return seen / (eyeDistance(baseline.template) * portableSineDegrees(Math.abs(yawDegrees)));
}

const planePoints = (points: ArrayLike<number>): number[] =>
  POSITIONS.flatMap((position) => [points[position * 3]!, points[position * 3 + 1]!]);

function eyeDistance(points: ArrayLike<number>): number {
  const [x, y] = [0, 1].map((axis) => points[LEFT_CORNER * 3 + axis]! - points[RIGHT_CORNER * 3 + axis]!) as [
    number,
    number,
  ];
  return Math.sqrt(x * x + y * y);
}
