import type { Step, StepAction } from '../protocol/challenge.ts';
import type { KeyFramePurpose } from './key-frame-purpose.ts';
import type { Policy } from './policy.ts';
import type { StepFailure } from './step-failure.ts';
import type { Trace } from './trace.ts';

export interface ReplayedKeyFrame {
  readonly step: number;
  readonly purpose: KeyFramePurpose;
  readonly timestampMs: number;
}

export interface ReplayedStep {
  readonly i: number;
  readonly action: StepAction;
  /** `swapped`: revealed again with another action before it was done. `unfinished`: the trace ends first. */
  readonly outcome: 'done' | 'failed' | 'unfinished' | 'swapped';
  readonly failure: StepFailure | null;
  readonly revealedAtMs: number;
  /** Time of the step's last frame. */
  readonly endedAtMs: number | null;
  /** Milliseconds between the prompt's appearance and the first movement. */
  readonly reactionMs: number | null;
  readonly keyFrames: readonly ReplayedKeyFrame[];
}

/** Stable names of the checks, in the order in which they are made. */
export const CHECK_NAMES = [
  'plan',
  'steps',
  'time_order',
  'frame_rate',
  'frame_gap',
  'cadence',
  'stillness',
  'continuity',
  'planarity',
  'eye_agreement',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface Check {
  readonly name: CheckName;
  readonly passed: boolean;
  /** What was measured, for the reviewer and the record; never shown to the person in front of the camera. */
  readonly detail: Readonly<Record<string, number>>;
}

export interface Replay {
  readonly steps: readonly ReplayedStep[];
  /** `incomplete`: the plan was not carried out. `suspicious`: it was, but a check refuses. */
  readonly verdict: 'live' | 'incomplete' | 'suspicious';
  readonly checks: readonly Check[];
}

/**
 * Judges a stored trace by the very reducers that the browser ran.
 *
 * @param plan the steps in the order in which they were revealed; a swapped step is followed by its replacement.
 */
export declare function replayTrace(trace: Trace, plan: readonly Step[], policy: Policy): Replay;
