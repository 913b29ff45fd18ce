import { LEFT_EYE_OUTER, RIGHT_EYE_OUTER } from '../landmarks/mesh-points.ts';
import type { Baseline } from './baseline.ts';
import { homographyResiduals } from './planarity.ts';
import { portableSineDegrees } from './portable-math.ts';
import { STEPS_PER_PIXEL, type TraceFace } from './trace-frame.ts';
import { tracePosition, twinOf } from './trace-landmarks.ts';

/**
 * What the departure of each point from a flat picture's turn counts for, along the line through the eyes of the turned face
 * and down from it: mesh index, x, y. For a turn to the person's own left.
 *
 * Ridge regression (λ = 3e-5 of the mean variance) on turns of 27 rendered people, nine of them seen from below (4,264
 * frames at 9 to 40 degrees, each person counting alike, 1), against their nods (1,756 frames, weighted either way, as
 * departures at 20 degrees, 0), pictures of 20 people, flat and bent round cylinders, straight, tipped and leaning, as they
 * rest and as they are turned (12,892 pairs that the mesh reads as turns of 9 to 40 degrees, 0), and the 27 faces at rest as
 * if drawn on cylinders of 6 to 20 cm (1,890 turns, a tenth, 0).
 */
// biome-ignore format: five points a line
const WEIGHTS = [
  [1, 3.32, -5.04], [4, -0.63, -0.95], [5, -10.68, 3.11], [195, -2.94, 1.64], [197, 4.24, -2.44],
  [6, 4.84, -2.65], [168, -5.01, 2.62], [8, -1.18, 4.19], [9, -0.1, -4.86], [151, 4.99, 3.24],
  [10, -4.82, 0.59], [98, 0.41, -4.93], [327, -3.83, 3.39], [2, 10.66, -12.18], [94, -4.12, 10.87],
  [33, -0.29, 0.07], [133, -0.84, 0], [263, 0.02, -0.38], [362, -0.77, 0.6], [55, -0.11, 0.07],
  [285, -0.15, 0.33], [70, -0.04, 0.19], [300, -0.24, -0.31], [50, -0.19, 5.71], [280, 0.24, -0.63],
  [101, 5.9, -3.4], [330, -5.48, -5.01], [127, -2.93, 1.3], [356, -1.31, 0.58], [234, 1.77, 1.01],
  [454, 0.16, -0.81], [54, -1.82, 0.52], [284, -0.1, 3.42], [103, 5.08, 2.47], [332, -2.18, -6.55],
  [67, -4.11, -4.54], [297, 3.95, 2.98], [116, 0.28, -6.82], [345, -0.2, 0.88], [36, -10.35, 6.38],
  [266, 5.1, 3.75], [48, 2.05, 7.43], [278, 9.35, -2.54], [129, -0.05, -4.51], [358, -7.39, 2.83],
] as const;

const BY_INDEX = new Map<number, readonly [number, number]>(WEIGHTS.map(([index, x, y]) => [index, [x, y]]));
const POSITIONS = WEIGHTS.map(([index]) => tracePosition(index));
const TO_THE_LEFT = WEIGHTS.flatMap(([, x, y]) => [x, y]);
const TO_THE_RIGHT = WEIGHTS.flatMap(([index]) => {
  const [x, y] = BY_INDEX.get(twinOf(index))!;
  return [-x, y];
});

const [RIGHT_CORNER, LEFT_CORNER] = [tracePosition(RIGHT_EYE_OUTER), tracePosition(LEFT_EYE_OUTER)];

/**
 * How much of a head's relief a turn shows: about 1 for a head, about 0 for a picture of one, flat or bent.
 *
 * A turned head departs from the best homography of the face at rest in a way that grows with the sine of the angle: the
 * nose moves against the cheeks, the far half narrows more than the near one. A flat picture does not depart from it, a
 * bent one does so elsewhere. The departures of the 45 rigid points, weighted by how heads depart and pictures do not, are
 * divided by that sine. Uses x and y only for the departures: the mesh imagines a depth even on a photo.
 *
 * The departures are taken in the turned face's own axes: a head that leans, or turns before a camera that looks up at it,
 * is still seen from its side. The weights do not see a nod, which goes along with a turn before such a camera.
 *
 * @param yawDegrees turned from rest, not 0.
 */
export function reliefOf(face: TraceFace, baseline: Baseline, yawDegrees: number): number {
  const turned = Array.from(face.points, (value) => value / STEPS_PER_PIXEL);
  const residuals = homographyResiduals(planePoints(baseline.template), planePoints(turned));
  const [levelX, levelY] = betweenEyes(turned);
  const level = length(levelX, levelY);
  if (!residuals || !(level > 0)) return 0;
  const weights = yawDegrees > 0 ? TO_THE_LEFT : TO_THE_RIGHT;
  let seen = 0;
  for (let offset = 0; offset < residuals.length; offset += 2) {
    const [right, low] = [residuals[offset]!, residuals[offset + 1]!];
    seen += weights[offset]! * (right * levelX + low * levelY);
    seen += weights[offset + 1]! * (low * levelX - right * levelY);
  }
  const eyeDistancePx = length(...betweenEyes(baseline.template));
  return seen / (level * eyeDistancePx * portableSineDegrees(Math.abs(yawDegrees)));
}

const planePoints = (points: ArrayLike<number>): number[] =>
  POSITIONS.flatMap((position) => [points[position * 3]!, points[position * 3 + 1]!]);

/** From the right eye's outer corner to the left one's. */
const betweenEyes = (points: ArrayLike<number>): [number, number] => [
  points[LEFT_CORNER * 3]! - points[RIGHT_CORNER * 3]!,
  points[LEFT_CORNER * 3 + 1]! - points[RIGHT_CORNER * 3 + 1]!,
];

const length = (x: number, y: number) => Math.sqrt(x * x + y * y);
