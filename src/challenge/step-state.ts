import type { Step } from '../protocol/challenge.ts';
import type { Baseline } from '../signals/baseline.ts';
import type { Gate } from '../signals/gates.ts';
import type { StepFailure } from './action-progress.ts';
import type { DoubleBlinkAction } from './double-blink-action.ts';
import type { EyeState } from './eye-state.ts';
import type { Hint } from './hint.ts';
import type { HoldAction } from './hold-action.ts';
import type { NeutralAction } from './neutral-action.ts';
import type { NodAction } from './nod-action.ts';
import type { OpenMouthAction } from './open-mouth-action.ts';
import type { Policy } from './policy.ts';
import type { ShakeAction } from './shake-action.ts';
import type { KeyFramePurpose } from './trace.ts';
import type { TurnAction } from './turn-action.ts';

/**
 * Where a step stands. `pause`: revealed, not shown yet. `shown`: the prompt is on the screen, nothing done yet.
 * `reacting`: the movement has begun. `holding`: the pose or the closure is being held. `returning`: back to neutral.
 */
export type StepStatus = 'pause' | 'shown' | 'reacting' | 'holding' | 'returning' | 'done' | 'failed';

export type ActionState =
  | NeutralAction
  | HoldAction
  | DoubleBlinkAction
  | TurnAction
  | ShakeAction
  | NodAction
  | OpenMouthAction;

/** Why a frame does not count. `unmeasured`: in a step that judges eyes or mouth, the trace has nothing of them. */
export type Block = Gate | 'no_face' | 'many_faces' | 'unmeasured';

/** Times on the frames' own clock; `null` for what has not happened. */
export interface StepClock {
  readonly revealedAtMs: number;
  readonly shownAtMs: number | null;
  readonly lastFrameMs: number;
  readonly lastGoodMs: number;
  /** Since when frames do not count. */
  readonly blockedSinceMs: number | null;
  /** Time since the prompt in which frames did not count. */
  readonly blockedMs: number;
  /** The same since the reveal. */
  readonly blockedInStepMs: number;
  /** How often an action was broken off. */
  readonly restarts: number;
}

/** A step on its way. Made by `startStep`, moved by `advanceStep`; everything in it follows from the frames alone. */
export interface StepState {
  readonly step: Step;
  readonly policy: Policy;
  readonly status: StepStatus;
  /** 0..1, for a bar or a ring. */
  readonly progress: number;
  /** Tones sounded so far; the tone that ends a hold is the first. Play one when this rises. */
  readonly tones: number;
  /** What the frame just taken in must be kept for as a picture. */
  readonly keyFrame: KeyFramePurpose | null;
  /** Set in the status `failed` only. */
  readonly failure: StepFailure | null;
  /** The person's own baseline: given to every step but `neutral`, which yields it in the status `done`. */
  readonly baseline: Baseline | null;
  readonly action: ActionState;
  readonly eyes: EyeState;
  readonly clock: StepClock;
  /** Why the last frame did not count. */
  readonly block: Block | null;
  /** The server's instants that are still to come, on the trace's clock, earliest first. */
  readonly captureAtMs: readonly number[];
  readonly extremeTaken: boolean;
}

/** What would help the person right now, or null when all is well. */
export function hintOf(state: StepState): Hint | null {
  if (state.status === 'done' || state.status === 'failed') return null;
  if (state.block) return state.block === 'unmeasured' ? null : state.block;
  // Between two movements nothing is amiss, and the line itself says to wait.
  if (state.status === 'pause') return null;
  return state.action.hint;
}
