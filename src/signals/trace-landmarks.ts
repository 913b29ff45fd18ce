import { CHIN, LEFT_EYE, LOWER_LIP, RIGHT_EYE, UPPER_LIP } from '../landmarks/mesh-points.ts';

/** 45 points that move with the skull rather than with the face: nose, forehead, cheeks, eye corners. */
const RIGID_LANDMARKS = [
  1, 4, 5, 195, 197, 6, 168, 8, 9, 151, 10, 98, 327, 2, 94, 33, 133, 263, 362, 55, 285, 70, 300, 50, 280, 101,
  330, 127, 356, 234, 454, 54, 284, 103, 332, 67, 297, 116, 345, 36, 266, 48, 278, 129, 358,
] as const;

/**
 * The mesh points a trace keeps, in the order it keeps them: the twelve of the eyes, then the rigid ones that are not
 * eye corners already. The order is part of the trace's format.
 */
export const TRACE_LANDMARKS: readonly number[] = [
  ...new Set([...RIGHT_EYE, ...LEFT_EYE, ...RIGID_LANDMARKS]),
];

/** The points of the mouth that a trace keeps apart, in the order it keeps them: they move with the face, not with the skull. */
export const MOUTH_LANDMARKS: readonly number[] = [...UPPER_LIP, ...LOWER_LIP, CHIN];

/** Where each mesh point stands in a trace. */
const POSITIONS = new Map(TRACE_LANDMARKS.map((index, position) => [index, position]));

/** Position of a mesh point in {@link TRACE_LANDMARKS}. */
export function tracePosition(meshIndex: number): number {
  const position = POSITIONS.get(meshIndex);
  if (position === undefined) throw new RangeError(`Mesh point ${meshIndex} is not kept in a trace.`);
  return position;
}

/** Positions of the {@link RIGID_LANDMARKS} in a trace. */
export const RIGID_POSITIONS: readonly number[] = RIGID_LANDMARKS.map(tracePosition);

/** Points of the one half of the face and of the other; those that are not named lie in the middle. */
// biome-ignore format: five pairs a line
const HALVES: readonly (readonly [number, number])[] = [
  [33, 263], [133, 362], [160, 387], [158, 385], [153, 380],
  [144, 373], [55, 285], [70, 300], [50, 280], [101, 330],
  [127, 356], [234, 454], [54, 284], [103, 332], [67, 297],
  [116, 345], [36, 266], [48, 278], [129, 358], [98, 327],
];

const TWINS = new Map(HALVES.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));

/** The mesh point at the same place of the other half of the face; the point itself in the middle. */
export const twinOf = (meshIndex: number): number => TWINS.get(meshIndex) ?? meshIndex;
