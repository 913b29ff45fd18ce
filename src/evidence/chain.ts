import { type Bytes, concatBytes, sha256, uint64, utf8 } from '../base/bytes.ts';
import type { KeyFramePurpose } from '../challenge/trace.ts';
import { EvidenceError, type KeyFrame } from './evidence.ts';
import { decodeTrace } from './trace-codec.ts';

/** What ties a chain to one challenge, one application and one device. */
export interface ChainSeed {
  /** The challenge's nonce, 32 bytes. */
  readonly nonce: Bytes;
  readonly applicationId: string;
  /** JWK thumbprint (RFC 7638) of the device key, base64url. */
  readonly jkt: string;
}

export interface ChainLink {
  readonly jpeg: Uint8Array;
  /** Trace bytes after those of the link before (of the first: from the header), up to the key frame's record. */
  readonly traceSegment: Uint8Array;
  readonly timestampMs: number;
  readonly step: number;
}

/** `h_0 = SHA-256(nonce || application id || jkt)`, the two strings as UTF-8. */
export const startChain = ({ nonce, applicationId, jkt }: ChainSeed): Promise<Bytes> =>
  sha256(concatBytes(nonce, utf8(applicationId), utf8(jkt)));

/** `h_k = SHA-256(h_{k-1} || SHA-256(jpeg_k) || SHA-256(trace segment) || u64(t_k ms) || u8(step))`, big endian. */
export async function extendChain(head: Bytes, link: ChainLink): Promise<Bytes> {
  const [jpeg, segment] = await Promise.all([sha256(link.jpeg), sha256(link.traceSegment)]);
  return sha256(concatBytes(head, jpeg, segment, uint64(link.timestampMs), new Uint8Array([link.step])));
}

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
 * @example
 * ```ts
 * import { recomputeChain } from 'family-auth/verify';
 *
 * type Evidence = Parameters<typeof recomputeChain>;
 * // Whether the chain over what was uploaded meets the heads that were committed step by step.
 * const meets = async (seed: Evidence[0], trace: Evidence[1], keyFrames: Evidence[2], commits: string[]) => {
 *   const heads = await recomputeChain(seed, trace, keyFrames);
 *   const closing = heads.filter(({ purpose }) => purpose === 'closing');
 *   return closing.every(({ chain }, i) => Buffer.from(chain).toString('base64url') === commits[i]);
 * };
 * ```
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
    if (end === undefined || end <= chained)
      throw malformed('A key frame does not belong to any frame of the trace.');
    const traceSegment = trace.subarray(chained, end);
    chain = await extendChain(chain, { jpeg, traceSegment, timestampMs, step });
    chained = end;
    heads.push({ step, purpose, timestampMs, chain, frames: heads.length + 1 });
  }
  if (chained !== trace.length) throw malformed('The trace has records after its last key frame.');
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
