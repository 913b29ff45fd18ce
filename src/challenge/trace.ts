import type { TraceFrame } from '../signals/trace-frame.ts';

/** The moment at which a step was revealed to the person, on the trace's clock. */
export interface TraceReveal {
  readonly kind: 'reveal';
  /** The step's index `i` in the plan. A swapped step is revealed a second time under the same index. */
  readonly step: number;
  /** Whole milliseconds since the trace began. */
  readonly timestampMs: number;
}

export type TraceRecord = TraceFrame | TraceReveal;

/** Everything that was seen in one live-face check, in the order in which it happened. */
export interface Trace {
  /** Frame size in pixels. */
  readonly width: number;
  readonly height: number;
  readonly records: readonly TraceRecord[];
}

/**
 * What a frame is kept for as a picture. `closing`: the last frame of its step. `extreme`: eyes shut, or head turned
 * far. `named`: the first well-placed frame at or after an instant that the server chose.
 *
 * A frame has one purpose at most, the first that applies in this order; any of them serves an instant that is due.
 */
export type KeyFramePurpose = 'closing' | 'extreme' | 'named';
