import type { RelativeSignals } from '../signals/relative.ts';
import type { Closure, EyeState } from './eye-state.ts';
import type { Hint } from './hint.ts';
import type { Policy } from './policy.ts';

/** Why a step failed. */
export type StepFailure =
  /** Not done within the step's window. */
  | 'timeout'
  /** The movement began before the prompt could have been read. */
  | 'too_early'
  | 'wrong_direction'
  /** Something else was done than was asked. */
  | 'wrong_action'
  | 'eyes_reopened_early'
  | 'eyes_reopened_late'
  | 'third_blink'
  /** The head did not come back to rest. */
  | 'not_returned'
  /** Frames stopped coming for too long, or again and again. */
  | 'gap'
  | 'face_lost'
  | 'many_faces'
  /** The face was too far, too near, out of the middle or badly lit for too long. */
  | 'bad_picture';

/** What every action says of itself after each frame. */
export interface ActionProgress {
  readonly status: 'shown' | 'reacting' | 'holding' | 'returning' | 'done' | 'failed';
  /** 0..1 */
  readonly progress: number;
  readonly tones: number;
  /** Set in the status `failed` only. */
  readonly failure: StepFailure | null;
  readonly hint: Hint | null;
  /** First frame of the movement that counts, once there is one. */
  readonly onsetMs: number | null;
  /** This frame shows the movement at its fullest. */
  readonly extreme: boolean;
}

/** What an action is told with each frame. */
export interface ActionInput {
  readonly signals: RelativeSignals;
  readonly eyes: EyeState;
  /** The closure that this frame ended. */
  readonly ended: Closure | null;
  /** When the prompt was shown; `null` while it has not been. */
  readonly shownAtMs: number | null;
  readonly policy: Policy;
}

export const ACTION_IDLE: ActionProgress = {
  status: 'shown',
  progress: 0,
  tones: 0,
  failure: null,
  hint: null,
  onsetMs: null,
  extreme: false,
};

/** Whether a movement that began at `onsetMs` cannot have been an answer to the prompt. */
export const isTooEarly = (onsetMs: number, { shownAtMs, policy }: ActionInput): boolean =>
  shownAtMs === null || onsetMs < shownAtMs + policy.times.minReactionMs;

export const clampUnit = (value: number): number => Math.max(0, Math.min(1, value));
