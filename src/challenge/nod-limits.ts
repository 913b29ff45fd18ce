export interface NodLimits {
  /** How many nods. */
  readonly nods: number;
  /** A nod begins and ends where the chin is lowered this far, and must have been this low in between. */
  readonly onsetDegrees: number;
  readonly reachDegrees: number;
  readonly maxDegrees: number;
  /** Chins that are lowered on a head that is turned further than this do not nod. */
  readonly maxYawDegrees: number;
  /** The head is at rest afterwards within this. */
  readonly restDegrees: number;
  readonly maxDegreesPerSecond: number;
  /** Frames that arrive closer together count as so far apart. */
  readonly minIntervalMs: number;
  /** On its way, down or up, the head is seen lowered so far, and by so much less than the furthest. */
  readonly minDegrees: number;
  readonly marginDegrees: number;
  /** As for a turn: what is more than so much from one pair of frames to the next was sudden; largest part that may be. */
  readonly freeChangeDegrees: number;
  readonly maxSuddenShare: number;
}

/** Marks as in `policy.ts`. */
export const NOD: NodLimits = {
  nods: 2, // [I] as with blinks: once is what anybody does who looks at the keys
  onsetDegrees: 4.5, // [M] people at rest, and in movements that no nod breaks off at, stay above -4.5 but for one
  reachDegrees: 5, // [M] rendered people who nod by 10 degrees read 5.6 to 8, by 16 12 to 17; all else that they do, but for one, at most 5.2 and never twice
  maxDegrees: 40, // [I]
  maxYawDegrees: 10, // [M] 76 rendered people who nod stay within 4.7; one who turns by 12 degrees wavers about the onset of a nod meanwhile
  restDegrees: 6, // [I]
  maxDegreesPerSecond: 250, // [R] LIVENESS 8.5, as for turns
  minIntervalMs: 40, // [I] as for shakes
  minDegrees: 2, // [I]
  marginDegrees: 2, // [I]
  freeChangeDegrees: 3, // [M] as for turns
  maxSuddenShare: 0.4, // [I] stills that follow one another have 0.7
};
