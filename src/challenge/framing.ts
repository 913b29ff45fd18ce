import { failingNeutralGate } from '../signals/gates.ts';
import { measure } from '../signals/measure.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import { clampUnit } from './action-progress.ts';
import type { Hint } from './hint.ts';
import type { Policy } from './policy.ts';

/** How long the face must be well placed without a break, and over how long the frame rate is measured. */
const STEADY_MS = 700;
const RATE_WINDOW_MS = 2000;
const RATE_MIN_MS = 1000;

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
  /** Since when every frame was good. */
  readonly goodSinceMs: number | null;
  /** Times of the last frames, oldest first. */
  readonly frameTimesMs: readonly number[];
}

export const startFraming = (policy: Policy): FramingState => ({
  policy,
  ready: false,
  hint: null,
  progress: 0,
  measuredFps: null,
  goodSinceMs: null,
  frameTimesMs: [],
});

/** Framing after one more frame. Times may be of any clock that rises. */
export function advanceFraming(state: FramingState, frame: TraceFrame): FramingState {
  const { policy } = state;
  const { timestampMs } = frame;
  const frameTimesMs = [...state.frameTimesMs, timestampMs].filter(
    (each) => timestampMs - each <= RATE_WINDOW_MS,
  );
  const spanMs = timestampMs - frameTimesMs[0]!;
  const measuredFps = spanMs >= RATE_MIN_MS ? (1000 * (frameTimesMs.length - 1)) / spanMs : null;
  const fault = faultOf(frame, policy);
  const goodSinceMs = fault ? null : (state.goodSinceMs ?? timestampMs);
  const steadyMs = goodSinceMs === null ? 0 : timestampMs - goodSinceMs;
  const fast = measuredFps !== null && measuredFps >= policy.frames.minFps;
  const slow = measuredFps !== null && !fast;
  return {
    policy,
    ready: steadyMs >= STEADY_MS && fast,
    hint: fault ?? (slow ? 'too_slow_device' : steadyMs < STEADY_MS ? 'hold_still' : null),
    progress: clampUnit(steadyMs / STEADY_MS),
    measuredFps,
    goodSinceMs,
    frameTimesMs,
  };
}

function faultOf(frame: TraceFrame, policy: Policy): Hint | null {
  if (frame.kind !== 'face') return frame.kind === 'none' ? 'no_face' : 'many_faces';
  return failingNeutralGate(measure(frame), policy.gates);
}
