import type { Bytes } from '../base/bytes.ts';
import type { KeyFramePurpose } from '../challenge/key-frame-purpose.ts';
import { type ChainSeed, extendChain, startChain } from './chain.ts';
import type { KeyFrame } from './evidence.ts';
import { EvidenceError } from './evidence-error.ts';
import { decodeTrace } from './trace-codec.ts';

/** The chain as it stood after a key frame. */
export interface ChainHead {
  readonly step: number;
  readonly purpose: KeyFramePurpose;
  readonly timestampMs: number;
  readonly chain: Bytes;
  /** Key frames chained so far. */
  readonly frames: number;
}

/**
 * The hash chain, computed again from the evidence itself. The head after a step is that of its `closing` key frame.
 *
 * @param keyFrames in the order of time.
 * @throws {@link EvidenceError} `trace_malformed` for bytes that are no trace, for a key frame that is no frame of it,
 * and for a trace that goes on after the last key frame.
 */
export async function recomputeChain(
  seed: ChainSeed,
  trace: Uint8Array,
  keyFrames: readonly KeyFrame[],
): Promise<ChainHead[]> {
  const ends = frameEnds(trace);
  const heads: ChainHead[] = [];
  let chain = await startChain(seed);
  let chained = 0;
  for (const { step, purpose, timestampMs, jpeg } of keyFrames) {
    const end = ends.get(timestampMs);
    if (end === undefined || end <= chained) throw malformed('A key frame is no frame of the trace.');
    const traceSegment = trace.subarray(chained, end);
    chain = await extendChain(chain, { jpeg, traceSegment, timestampMs, step });
    chained = end;
    heads.push({ step, purpose, timestampMs, chain, frames: heads.length + 1 });
  }
  if (chained !== trace.length) throw malformed('The trace goes on after the last key frame.');
  return heads;
}

const malformed = (why: string) => new EvidenceError('trace_malformed', why);

/** Where the record of the frame at each instant ends. */
function frameEnds(bytes: Uint8Array): Map<number, number> {
  const { trace, ends } = decodeTrace(bytes);
  const byTime = new Map<number, number>();
  trace.records.forEach(({ kind, timestampMs }, index) => {
    if (kind !== 'reveal') byTime.set(timestampMs, ends[index]!);
  });
  return byTime;
}
