/** Euclidean distance of two descriptors: below about 0.4 mostly one person, above 0.6 mostly two. */
export function faceDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError('The face descriptors differ in length.');
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at]! - b[at]!) ** 2;
  return Math.sqrt(squares);
}

/**
 * Bands of the distance to the registry's photo. Up to the first line the machine takes two pictures for one person: no two
 * people who were measured are so near to one another (`npm run bench:face-match`; the bound that follows from it, and what
 * the line costs in reviews, stand in JUDGEMENT.md). Above the second almost no genuine pair lies.
 */
export const MATCH_UP_TO = 0.3;
const MISMATCH_ABOVE = 0.6;

export type FaceBand = 'match' | 'person_decides' | 'mismatch';

export interface FaceMatch {
  /** Median over the frames: one lucky frame does not make a match, one poor frame does not break it. */
  readonly distance: number;
  readonly band: FaceBand;
}

/**
 * Compares a registered photo with frames of one session.
 *
 * @param frames descriptors of frontal frames with open eyes, at least one.
 */
export function matchFaces(photo: Float32Array, frames: readonly Float32Array[]): FaceMatch {
  if (frames.length === 0) throw new RangeError('There is no frame to compare.');
  const sorted = frames.map((frame) => faceDistance(photo, frame)).sort((a, b) => a - b);
  const distance = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  return { distance, band: bandOf(distance) };
}

export function bandOf(distance: number): FaceBand {
  if (distance <= MATCH_UP_TO) return 'match';
  return distance <= MISMATCH_ABOVE ? 'person_decides' : 'mismatch';
}
