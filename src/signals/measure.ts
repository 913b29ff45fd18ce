import type { OfEyes } from '../landmarks/face.ts';
import {
  CHIN,
  LEFT_CHEEK,
  LEFT_EYE,
  LEFT_EYE_OUTER,
  LOWER_LIP,
  NOSE_BASE,
  RIGHT_CHEEK,
  RIGHT_EYE,
  RIGHT_EYE_OUTER,
  UPPER_LIP,
} from '../landmarks/mesh-points.ts';
import { headPose } from './head-pose.ts';
import { STEPS_PER_EYE_WIDTH, STEPS_PER_OPEN_EYE, STEPS_PER_PIXEL, type TraceFace } from './trace-frame.ts';
import { MOUTH_LANDMARKS, tracePosition } from './trace-landmarks.ts';

/** What is measured on one face in one frame. Angles in degrees, signs as in the trace's convention:
 * yaw > 0 = the person turns to their own left, pitch > 0 = chin up, roll > 0 = top of the head towards image right. */
export interface Signals {
  readonly timestampMs: number;
  /** Eye aspect ratio in 3-D (Soukupová & Čech 2016, on 3-D points), the person's own left and right eye. */
  readonly earLeft: number;
  readonly earRight: number;
  /** Opening of the lids over the width of the eye, by the eye model, and what was learned of it; `null` where it was not asked. */
  readonly lids: (OfEyes & { readonly learned?: OfEyes }) | null;
  /** How far down jaw and lower lip are, in distances of the outer eye corners, see {@link mouthOpening}; `null` where it was not measured. */
  readonly mouth: number | null;
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
  /** Distance of the outer eye corners, pixels, corrected for yaw. */
  readonly interOcularPx: number;
  /** Face width as a share of the frame's width. */
  readonly faceWidthRatio: number;
  /** Centre of the face, 0..1 of the frame. */
  readonly centerX: number;
  readonly centerY: number;
  readonly light: { readonly mean: number; readonly left: number; readonly right: number };
}

type Vector = readonly [number, number, number];

const [RIGHT_EDGE, LEFT_EDGE] = [tracePosition(RIGHT_CHEEK), tracePosition(LEFT_CHEEK)];
const [RIGHT_CORNER, LEFT_CORNER] = [tracePosition(RIGHT_EYE_OUTER), tracePosition(LEFT_EYE_OUTER)];
const RIGHT_EYE_POSITIONS = RIGHT_EYE.map(tracePosition);
const LEFT_EYE_POSITIONS = LEFT_EYE.map(tracePosition);
const NOSE = tracePosition(NOSE_BASE);
const [UPPER_OUTER, UPPER_INNER, LOWER_INNER, LOWER_OUTER, JAW] = [...UPPER_LIP, ...LOWER_LIP, CHIN].map(
  (index) => MOUTH_LANDMARKS.indexOf(index),
) as [number, number, number, number, number];

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a: Vector) => Math.sqrt(dot(a, a));
const lengthInPlane = (a: Vector) => Math.sqrt(a[0] * a[0] + a[1] * a[1]);

/**
 * Everything that is measured on one face.
 *
 * Pure, and made of additions, multiplications, divisions and square roots only, which IEEE 754 defines to the last
 * bit: the same trace gives the same bits in every browser and in Node.
 *
 * - Eye aspect ratio: Soukupová & Čech 2016, on 3-D points.
 * - Yaw, pitch and roll: {@link headPose}.
 */
export function measure(face: TraceFace): Signals {
  const at = positionsIn(face.points);
  const right = at(RIGHT_EDGE);
  const left = at(LEFT_EDGE);
  const across = minus(left, right);
  const width = length(across);
  const widthInPlane = lengthInPlane(across);
  const corners = minus(at(LEFT_CORNER), at(RIGHT_CORNER));
  return {
    timestampMs: face.timestampMs,
    earLeft: eyeAspectRatio(LEFT_EYE_POSITIONS.map(at)),
    earRight: eyeAspectRatio(RIGHT_EYE_POSITIONS.map(at)),
    lids: face.lids && {
      left: face.lids.left / STEPS_PER_EYE_WIDTH,
      right: face.lids.right / STEPS_PER_EYE_WIDTH,
      ...(face.lids.learned && {
        learned: {
          left: face.lids.learned.left / STEPS_PER_OPEN_EYE,
          right: face.lids.learned.right / STEPS_PER_OPEN_EYE,
        },
      }),
    },
    mouth: face.mouth && mouthOpening(face.mouth, at),
    ...headPose(face.points),
    interOcularPx: ratio(lengthInPlane(corners) * width, widthInPlane),
    faceWidthRatio: width / face.frameWidth,
    centerX: (left[0] + right[0]) / 2 / face.frameWidth,
    centerY: (left[1] + right[1]) / 2 / face.frameHeight,
    light: face.light,
  };
}

/** In pixels, from the coordinates that a trace keeps. */
const positionsIn =
  (points: Int16Array) =>
  (position: number): Vector => [
    points[position * 3]! / STEPS_PER_PIXEL,
    points[position * 3 + 1]! / STEPS_PER_PIXEL,
    points[position * 3 + 2]! / STEPS_PER_PIXEL,
  ];

/**
 * Mean of four distances in 3-D: gap of the lips, their outer edges, nose to lower lip, nose to chin. Of an opening mouth the
 * mesh moves some of them and not others, which ones depends on the face; turned and lowered heads move them against one another.
 */
function mouthOpening(mouth: Int16Array, at: (position: number) => Vector): number {
  const of = positionsIn(mouth);
  const nose = at(NOSE);
  const sum =
    length(minus(of(LOWER_INNER), of(UPPER_INNER))) +
    length(minus(of(LOWER_OUTER), of(UPPER_OUTER))) +
    length(minus(of(LOWER_OUTER), nose)) +
    length(minus(of(JAW), nose));
  return ratio(sum, 4 * length(minus(at(LEFT_CORNER), at(RIGHT_CORNER))));
}

/** A face squeezed to nothing measures 0, not NaN: it then fails the gates instead of slipping past comparisons. */
const ratio = (numerator: number, denominator: number) => (denominator > 0 ? numerator / denominator : 0);

function eyeAspectRatio(eye: readonly Vector[]): number {
  const [outer, upper1, upper2, inner, lower2, lower1] = eye as readonly [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const heights = length(minus(upper1, lower1)) + length(minus(upper2, lower2));
  return ratio(heights, 2 * length(minus(outer, inner)));
}
