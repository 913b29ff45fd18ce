import type { Detection } from '../landmarks/face.ts';
import { quantize } from './quantize.ts';
import type { TraceFrame } from './trace-frame.ts';

/** What a trace keeps of a detection; see {@link quantize}. */
export function traceFrameOf(detection: Detection, originMs: number): TraceFrame {
  if (detection.kind === 'face') return quantize(detection.face, originMs);
  return { kind: detection.kind, timestampMs: Math.round(detection.timestampMs - originMs) };
}
