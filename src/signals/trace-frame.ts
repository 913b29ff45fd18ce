/**
 * What is kept of a frame: quantised landmarks and what the gates need. Signals are measured from this and
 * nothing else, on both sides, so that browser and backend compute the same bits.
 */
export interface TraceFace {
  readonly kind: 'face';
  /** Whole milliseconds since the trace began. */
  readonly timestampMs: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** x, y, z of the {@link TRACE_LANDMARKS} in order, in 1/16 pixel. */
  readonly points: Int16Array;
  /** Luma of the face crop, whole numbers 0..255. */
  readonly light: { readonly mean: number; readonly left: number; readonly right: number };
  /** Opening of the lids of the person's left and right eye, in 1/1000 of the eye's width; `null`: not measured. */
  readonly lids: { readonly left: number; readonly right: number } | null;
}

/** A frame without exactly one face. */
export interface TraceBlank {
  readonly kind: 'none' | 'many';
  readonly timestampMs: number;
}

export type TraceFrame = TraceFace | TraceBlank;
