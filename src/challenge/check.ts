/** Stable names of the checks, in the order in which they are made. */
export const CHECK_NAMES = [
  /** The steps were revealed as the plan has them. */
  'plan',
  /** Every step was done. */
  'steps',
  /** Time only goes forward. */
  'time_order',
  /** Frames came fast enough, and without a long break. */
  'frame_rate',
  'frame_gap',
  /** Frames did not come like clockwork. */
  'cadence',
  /** The picture moved at all from frame to frame, as a camera's noise makes it. */
  'stillness',
  /** The face neither jumped nor changed its size at once. */
  'continuity',
  /** The face at rest kept the shape and the eyes it began with. */
  'same_shape',
  'same_eyes',
  /** Each turn went far enough for a machine to tell a head from a picture. */
  'turn_reach',
  /** Each turn showed the relief of a head, not of a picture, flat or bent. */
  'planarity',
  /** On its way each turn was that of one solid head, not of a picture that fades into another. */
  'rigidity',
  /** On its way each turn kept the proportions of a head, where a turned sheet grows narrow. */
  'proportions',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface Check {
  readonly name: CheckName;
  readonly passed: boolean;
  /** It did not pass, yet does not speak against the person: too little was seen, or it lies between people and pictures. */
  readonly undecided?: boolean;
  /** It did not pass because nothing that it looks at was asked for: see `without` in `plan-limits.ts`. */
  readonly notAsked?: boolean;
  /** What was measured, for the reviewer and the record; never shown to the person in front of the camera. */
  readonly detail: Readonly<Record<string, number>>;
}
