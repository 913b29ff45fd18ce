import type { TraceFrame } from '../signals/trace-frame.ts';
import type { Hint } from './hint.ts';
import type { Policy } from './policy.ts';

/** Getting the face into the picture, before there is a challenge. */
export interface FramingState {
  readonly policy: Policy;
  /** The face has been well placed for long enough, and frames come fast enough. */
  readonly ready: boolean;
  readonly hint: Hint | null;
  /** 0..1 */
  readonly progress: number;
  /** Frames a second that are really processed, over the last two seconds; `null` until there is enough to say. */
  readonly measuredFps: number | null;
}
export function startFraming(policy: Policy): FramingState {
  return { policy, ready: false, hint: null, progress: 0, measuredFps: null };
}
export function advanceFraming(state: FramingState, _frame: TraceFrame): FramingState {
  return state;
}
