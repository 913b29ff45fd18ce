import { failingNeutralGate, type GateLimits } from '../signals/gates.ts';
import { measure } from '../signals/measure.ts';
import { median } from '../signals/portable-math.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import { clampUnit } from './action-progress.ts';
import type { Hint } from './hint.ts';
import { FULL_MIN_FPS, type Pace, POLICIES } from './policy.ts';
import { MIN_FPS } from './policy-for.ts';

/** How long the face must be well placed without a break, and over how long the frame rate is measured. */
const STEADY_MS = 700;
const RATE_WINDOW_MS = 3000;
const RATE_MIN_MS = 1000;
const RATE_MIN_FRAMES = 6;
/** Slow frames may be those of an engine that is warming up: the rate is taken to be low only after so long. */
const SLOW_RATE_MIN_MS = 2500;

/** Getting the face into the picture, before there is a challenge. */
export interface FramingState {
  readonly pace: Pace;
  /** The face has been well placed for long enough, and frames come fast enough for the slow profile at least. */
  readonly ready: boolean;
  readonly hint: Hint | null;
  /** 0..1 */
  readonly progress: number;
  /**
   * Frames a second that are really processed, to one decimal as the server is told: from the median interval of the last
   * three seconds (six frames at least), which a single stall does not touch; `null` until there is enough to say. Taken when `ready`, it holds
   * for the whole challenge.
   */
  readonly measuredFps: number | null;
  /** Since when every frame was good. */
  readonly goodSinceMs: number | null;
  /** Times of the last frames, oldest first. */
  readonly frameTimesMs: readonly number[];
}

export const startFraming = (pace: Pace): FramingState => ({
  pace,
  ready: false,
  hint: null,
  progress: 0,
  measuredFps: null,
  goodSinceMs: null,
  frameTimesMs: [],
});

/** Framing after one more frame. Times may be of any clock that rises. */
export function advanceFraming(state: FramingState, frame: TraceFrame): FramingState {
  const { pace } = state;
  const { timestampMs } = frame;
  const frameTimesMs = [...state.frameTimesMs, timestampMs].filter(
    (each, index, { length }) => timestampMs - each <= RATE_WINDOW_MS || length - index <= RATE_MIN_FRAMES,
  );
  const measuredFps = rateOf(frameTimesMs);
  const fault = faultOf(frame, POLICIES[pace].gates);
  const goodSinceMs = fault ? null : (state.goodSinceMs ?? timestampMs);
  const steadyMs = goodSinceMs === null ? 0 : timestampMs - goodSinceMs;
  const fast = measuredFps !== null && measuredFps >= MIN_FPS;
  const slow = measuredFps !== null && !fast;
  return {
    pace,
    ready: steadyMs >= STEADY_MS && fast,
    hint: fault ?? (slow ? 'too_slow_device' : steadyMs < STEADY_MS ? 'hold_still' : null),
    progress: clampUnit(steadyMs / STEADY_MS),
    measuredFps,
    goodSinceMs,
    frameTimesMs,
  };
}

function rateOf(frameTimesMs: readonly number[]): number | null {
  const spanMs = frameTimesMs.at(-1)! - frameTimesMs[0]!;
  if (spanMs < RATE_MIN_MS || frameTimesMs.length < RATE_MIN_FRAMES) return null;
  const intervals = frameTimesMs.slice(1).map((timeMs, index) => timeMs - frameTimesMs[index]!);
  const fps = Math.round(10_000 / median(intervals)) / 10;
  return fps < FULL_MIN_FPS && spanMs < SLOW_RATE_MIN_MS ? null : fps;
}

function faultOf(frame: TraceFrame, gates: GateLimits): Hint | null {
  if (frame.kind !== 'face') return frame.kind === 'none' ? 'no_face' : 'many_faces';
  return failingNeutralGate(measure(frame), gates);
}
