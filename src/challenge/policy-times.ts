/** Durations in milliseconds; the only limits in which the paces differ. Marks as in `policy.ts`. */
export interface StepTimes {
  /** From the prompt to the end of the step, not counting what the picture's gates block. */
  readonly windowMs: number;
  readonly neutralWindowMs: number;
  /** Nothing begun by then: the person does not answer. */
  readonly maxOnsetMs: number;
  /** Sooner is no reaction to the prompt. */
  readonly minReactionMs: number;
  /** Good frames of rest to take the baseline from. */
  readonly baselineMs: number;
  readonly baselineFrames: number;
  /** Shorter closures are ordinary blinks, whatever was asked. */
  readonly blinkMaxMs: number;
  /** When eyes must reopen, after the tone. The windows after the short and the long hold's tone do not overlap. */
  readonly reopenMinMs: number;
  readonly reopenMaxMs: number;
  /** Closures of a double blink: longest, onsets apart, and how long no third may follow. */
  readonly doubleBlinkMaxMs: number;
  readonly doubleBlinkMinApartMs: number;
  readonly doubleBlinkMaxApartMs: number;
  readonly thirdBlinkMs: number;
  /** Eyes shut for so long while something else was asked: another action. */
  readonly otherClosureMs: number;
  /** Where the turn reaches its aim, and where it stays below. */
  readonly turnHoldMs: number;
  readonly shortTurnHoldMs: number;
  readonly returnMs: number;
  readonly shakeLegMinMs: number;
  readonly shakeLegMaxMs: number;
  readonly shakeMaxMs: number;
  /** How long the head must be at rest again: people shake on. */
  readonly shakeSettleMs: number;
  /** One nod, from the chin lowered to raised; both of them, from the first on; how long the head must be at rest again. */
  readonly nodDownMaxMs: number;
  readonly nodMaxMs: number;
  readonly nodSettleMs: number;
  /** How long the mouth is kept open, and must be shut again. */
  readonly mouthHoldMs: number;
  readonly mouthSettleMs: number;
  /** Head kept to one side for so long while a shake was asked: another action. */
  readonly otherTurnMs: number;
}

export const STANDARD_TIMES: StepTimes = {
  windowMs: 9500, // [I] LIVENESS 8.6 names 8 s; the longest hold, begun as late as may be, takes 9.3
  neutralWindowMs: 15000, // [I]
  maxOnsetMs: 5000, // [R] LIVENESS 8.4
  minReactionMs: 250, // [R] LIVENESS 8.4
  baselineMs: 1500, // [R] LIVENESS 8.3
  baselineFrames: 15, // [I] LIVENESS 8.3 names 24; 1.5 s hold 18 at 12 fps
  blinkMaxMs: 500, // [R] LIVENESS 1.4
  reopenMinMs: 150, // [R] LIVENESS 8.4
  reopenMaxMs: 1100, // [I] LIVENESS 8.4 names 1200; with it short and long would overlap
  doubleBlinkMaxMs: 600, // [R] LIVENESS 8.4
  doubleBlinkMinApartMs: 250, // [R] LIVENESS 8.4
  doubleBlinkMaxApartMs: 1000, // [I] LIVENESS 8.4 names 1200; [M] someone who blinks every 1.2 s must not pass
  thirdBlinkMs: 1000, // [R] LIVENESS 8.4
  otherClosureMs: 900, // [I]
  turnHoldMs: 250, // [R] LIVENESS 8.5
  shortTurnHoldMs: 700, // [I] time to turn further first, as the hint says
  returnMs: 4000, // [R] LIVENESS 8.5
  shakeLegMinMs: 150, // [R] LIVENESS 8.5
  shakeLegMaxMs: 1600, // [M] LIVENESS 8.5 names 1200, which calm shakers of 13 degrees reach
  shakeMaxMs: 6500, // [I] LIVENESS 8.5 names 4 s, for faster ones and without the settling
  shakeSettleMs: 700, // [M] on its way from side to side a slow shake stays near the middle for 350 ms, a small one for 550
  nodDownMaxMs: 1500, // [I] longer is looking down
  nodMaxMs: 4500, // [I]
  nodSettleMs: 400, // [I]
  mouthHoldMs: 400, // [M] 16 rendered people 530 and more; one of them who talks 150
  mouthSettleMs: 300, // [I]
  otherTurnMs: 1100, // [I]
};

export const RELAXED_TIMES: StepTimes = {
  ...STANDARD_TIMES,
  windowMs: 14000, // [I] LIVENESS 8.6 names 10 s
  neutralWindowMs: 20000, // [I]
  maxOnsetMs: 8000, // [I]
  reopenMaxMs: 1500, // [I]
  doubleBlinkMaxMs: 900, // [I]
  doubleBlinkMaxApartMs: 1500, // [I]
  thirdBlinkMs: 1500, // [I]
  otherClosureMs: 1300, // [I]
  returnMs: 6000, // [I]
  shakeLegMaxMs: 2000, // [I]
  shakeMaxMs: 8000, // [I]
  nodDownMaxMs: 2500, // [I]
  nodMaxMs: 7000, // [I]
  otherTurnMs: 1900, // [I]
};

/** Longest that a reveal and a commit together may be on their way, milliseconds: one slow request is forgiven up to here. */
export const MAX_BEHIND_MS = 3000;
/** The same on average over the steps of a plan. Source: LIVENESS 8.6, skew at most 1 s. */
export const MAX_MEAN_BEHIND_MS = 1000;
