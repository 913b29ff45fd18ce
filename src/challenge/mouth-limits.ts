import type { Baseline } from '../signals/baseline.ts';

/** Openings are beyond rest, in distances of the outer eye corners. */
export interface MouthLimits {
  /** The mouth is open from here on, and shut again below this share of it. */
  readonly reach: number;
  readonly shutShare: number;
  /** Kept open is what stays above this share of the furthest: syllables do not. */
  readonly keptShare: number;
  /** Whose mouth reads unsteadily at rest opens it further: by so many spreads of it at least. */
  readonly steadySpreads: number;
  /** On its way, opening or closing, the mouth is seen open so far, and by so much less than the furthest; shares of that. */
  readonly minShare: number;
  readonly marginShare: number;
}

/** Marks as in `policy.ts`. */
export const MOUTH: MouthLimits = {
  reach: 0.025, // [M] 15 rendered people who open the mouth read 0.073-0.2, all else that they do with the head straight up to 0.016
  shutShare: 0.6, // [I]
  keptShare: 0.3, // [M] of a rendered jaw that wavers at 3 Hz between 0.57 and 1 the mesh shows 0.37 and 1
  steadySpreads: 5, // [M] rendered people 0.003-0.005; one in a full beard, dark and compressed, 0.006-0.009
  minShare: 0.2, // [I]
  marginShare: 0.2, // [I]
};

/** The lines in the noise of this person's own mouth. */
export const ownMouthLimits = (limits: MouthLimits, { mouth }: Baseline): MouthLimits => ({
  ...limits,
  reach: Math.max(limits.reach, limits.steadySpreads * (mouth?.spread ?? 0)),
});
