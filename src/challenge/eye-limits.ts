export interface EyeLimits {
  /** Openness below which an eye closes, and above which it has reopened. */
  readonly closeBelow: number;
  readonly reopenAbove: number;
  /**
   * Eyes look shut from when what was learned falls below the first until it is above the second. A closure lasts as long as
   * they look shut or the openness has them shut: a long one that the contours lose now and then is no short one.
   */
  readonly looksShutBelow: number;
  readonly looksOpenAbove: number;
  /** A closure counts only if it goes below this once. */
  readonly deepBelow: number;
  /**
   * Whose eyes read steadily need not shut them as far: for them the closing threshold lies this many spreads of their open
   * eyes below 1, but no more than so much above its value here, and the deep one rises with it.
   */
  readonly steadySpreads: number;
  readonly maxRaise: number;
  /** Frames, and time since the last open one, after which a closure is certain; frames after which eyes are open. */
  readonly closedFrames: number;
  readonly closedMs: number;
  readonly reopenedFrames: number;
  /** One eye above this for longer than that, while the two together count as closed, makes a wink. */
  readonly winkAbove: number;
  readonly maxWinkMs: number;
  /** However long a closure is, one eye may be above that for this share of it. */
  readonly maxWinkShare: number;
  /** For longer than that, and a larger share of a closure than that, eyes that look shut may not be open by the openness. */
  readonly maxDoubtMs: number;
  readonly maxDoubtShare: number;
  /** Further from rest, eyes are not judged. */
  readonly maxYawDegrees: number;
  readonly maxPitchDegrees: number;
  /** A head that turns or nods this far while eyes were asked for does something else. */
  readonly otherActionYawDegrees: number;
  readonly otherActionPitchDegrees: number;
  /** No blinks are counted while the head is nodded this far both from rest and from where it was at the prompt. */
  readonly blinkPitchDegrees: number;
}

/** Marks as in `policy.ts`. */
export const EYES: EyeLimits = {
  steadySpreads: 10, // [M] about six standard deviations; open eyes at rest spread by 0.004-0.03
  maxRaise: 0.07, // [M] as far as lids lowered by 40 % read; lids that close by six tenths 0.64-0.71
  closeBelow: 0.7, // [M] shut 0.14-0.65 on the smaller of two signals, lids lowered by 40 % 0.77, nods and turns 0.72 and more; LIVENESS 1.2 names 0.65
  reopenAbove: 0.8, // [I] lower than LIVENESS 1.2: after a long closure lids take a while to open fully
  looksShutBelow: 0.6, // [M] shut eyes of 72 rendered people 0.25-0.61
  looksOpenAbove: 0.75, // [M] well above it, and below open eyes
  deepBelow: 0.65, // [M] lids that close by nine tenths behind glasses in dim light 0.59; LIVENESS 8.4 names 0.55
  closedFrames: 2, // [R] LIVENESS 8.4
  closedMs: 50, // [R] LIVENESS 8.4
  reopenedFrames: 2, // [R] LIVENESS 8.4
  winkAbove: 0.86, // [M] of 41 rendered people's shut eyes the more open one reads up to 0.72 as a median, of one more in deep shade 0.80; a real eye beside a winking one 1.2
  maxWinkMs: 200, // [R] LIVENESS 8.1
  maxWinkShare: 0.5, // [I] a wink keeps one eye open throughout; [M] the eye of one rendered person away from the lamp reads open in a third of a closure
  maxDoubtMs: 200, // [I] as of a wink
  maxDoubtShare: 0.5, // [I] beyond, the readings are as much for open eyes as for shut ones
  maxYawDegrees: 20, // [R] LIVENESS 8.4
  maxPitchDegrees: 15, // [R] LIVENESS 1.5
  otherActionYawDegrees: 15, // [I]
  otherActionPitchDegrees: 15, // [M] 27 rendered people at most 4.5 in a step of the eyes, 8-21 in a nod; under a reflection eyes that nod read as blinks
  blinkPitchDegrees: 7, // [M] 45 rendered people who blink twice stay within 6.1, nods reach 7.4 and more
};
