import type { Step } from '../protocol/challenge.ts';
import type { Baseline } from '../signals/baseline.ts';
import type { KeyFramePurpose } from './key-frame-purpose.ts';
import type { Policy } from './policy.ts';

/**
 * Where a step stands. `pause`: revealed, not shown yet. `shown`: the prompt is on the screen, nothing done yet.
 * `reacting`: the movement has begun. `holding`: the pose or the closure is being held. `returning`: back to neutral.
 */
export type StepPhase = 'pause' | 'shown' | 'reacting' | 'holding' | 'returning' | 'done' | 'failed';

export const STEP_FAILURES = [
  'timeout',
  'too_early',
  'wrong_direction',
  'wrong_action',
  'eyes_reopened_early',
  'eyes_reopened_late',
  'third_blink',
  'not_returned',
  'gap',
  'face_lost',
  'many_faces',
  'bad_picture',
] as const;
/** Why a step failed. */
export type StepFailure = (typeof STEP_FAILURES)[number];

/** A step on its way. Made by `startStep`, moved by `advanceStep`; everything in it follows from the frames alone. */
export interface StepState {
  readonly step: Step;
  readonly policy: Policy;
  readonly phase: StepPhase;
  /** 0..1, for a bar or a ring. */
  readonly progress: number;
  /** Tones sounded so far; the tone that ends a hold is the first. Play one when this rises. */
  readonly tones: number;
  /** What the frame just taken in must be kept for as a picture. */
  readonly keyFrame: KeyFramePurpose | null;
  /** Set in the phase `failed` only. */
  readonly failure: StepFailure | null;
  /** The person's own baseline: given to every step but `neutral`, which yields it in the phase `done`. */
  readonly baseline: Baseline | null;
}
