import { readFileSync } from 'node:fs';
import { decodeTrace } from '../../src/evidence/trace-codec.ts';
import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';

/** The frames of a fixture in `test/fixtures/traces`. */
export function readTrace(name: string): TraceFrame[] {
  const bytes = readFileSync(new URL(`../fixtures/traces/${name}.trace`, import.meta.url));
  return decodeTrace(bytes).trace.records.filter((record) => record.kind !== 'reveal');
}

export const facesOf = (frames: readonly TraceFrame[]): TraceFace[] =>
  frames.filter((frame) => frame.kind === 'face');
