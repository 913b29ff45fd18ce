import type { Bytes } from '../base/bytes.ts';
import { FamilyAuthError } from '../base/errors.ts';
import type { KeyFramePurpose } from '../challenge/trace.ts';

/** A picture taken during the check. */
export interface KeyFrame {
  /** Index `i` of the step it was taken in. */
  readonly step: number;
  readonly purpose: KeyFramePurpose;
  /** Whole milliseconds on the trace's clock: the time of the frame it shows. */
  readonly timestampMs: number;
  /** JPEG bytes. */
  readonly jpeg: Bytes;
}

/** What a finished check leaves behind. */
export interface Evidence {
  /** The encoded trace; see `trace-codec.ts`. Ends with the record of the last key frame. */
  readonly trace: Bytes;
  /** In the order of the chain, which is the order of time. */
  readonly keyFrames: readonly KeyFrame[];
  /** Head of the hash chain over all of it; see `chain.ts`. */
  readonly chain: Bytes;
}

/**
 * `trace_malformed`: bytes that are not a trace. `picture_not_encodable`: the browser could not make a JPEG of a frame.
 * `evidence_discarded`: the recorder was used after its bytes were wiped.
 */
export type EvidenceErrorCode = 'trace_malformed' | 'picture_not_encodable' | 'evidence_discarded';

/**
 * Evidence could not be read, made, or is gone.
 *
 * @example
 * ```ts
 * import { decodeTrace, EvidenceError } from 'family-auth/verify';
 *
 * const codeOf = (bytes: Uint8Array) => {
 *   try {
 *     decodeTrace(bytes);
 *     return 'a trace';
 *   } catch (error) {
 *     return error instanceof EvidenceError ? error.code : 'another fault';
 *   }
 * };
 * codeOf(new Uint8Array(10)); // → 'trace_malformed'
 * ```
 */
export class EvidenceError extends FamilyAuthError<EvidenceErrorCode> {}
