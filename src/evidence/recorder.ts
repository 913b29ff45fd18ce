import type { Bytes } from '../base/bytes.ts';
import type { KeyFramePurpose } from '../challenge/key-frame-purpose.ts';
import type { TraceFrame } from '../signals/trace-frame.ts';
import type { Evidence } from './evidence.ts';

export interface RecorderOptions {
  /** The challenge's nonce, 32 bytes. */
  readonly nonce: Bytes;
  readonly applicationId: string;
  /** JWK thumbprint (RFC 7638) of the device key, base64url. */
  readonly jkt: string;
  /** Frame size in pixels. */
  readonly width: number;
  readonly height: number;
}

/** Gathers one check's trace, key frames and hash chain in memory. One recorder a challenge; a retry is a new one. */
export interface Recorder {
  /** A step was revealed. A swapped step is revealed again under the same index. */
  reveal(step: number, timestampMs: number): void;
  /** Every processed frame, in order, before its key frame. */
  frame(frame: TraceFrame): void;
  /** The picture of the frame just recorded. `jpeg` may still be encoding. */
  keyFrame(keyFrame: {
    step: number;
    purpose: KeyFramePurpose;
    timestampMs: number;
    jpeg: Bytes | Promise<Bytes>;
  }): void;
  /** Head of the chain at the step's closing frame, key frames chained so far, milliseconds since the reveal. */
  commit(step: number): Promise<{ chain: Bytes; frames: number; elapsedMs: number }>;
  /** Everything, ending with the last key frame. */
  finish(): Promise<Evidence>;
  /** Overwrites all bytes with zeros and forgets them. Safe to call twice. */
  discard(): void;
}
export declare function createRecorder(options: RecorderOptions): Recorder;
