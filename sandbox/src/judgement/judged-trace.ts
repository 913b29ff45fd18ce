import type { Trace } from '@family-auth/library/challenge/trace.ts';
import type { StepAction } from '@family-auth/library/protocol/challenge.ts';
import type { KeyFrame } from '@family-auth/library/protocol/submission.ts';

/** A key frame as listed in the manifest, with its decrypted bytes. */
export interface KeptFrame extends KeyFrame {
  readonly jpeg: Uint8Array;
}

export interface JudgedTrace {
  readonly trace: Trace;
  /** What was asked for when the key frame of an instant was taken. */
  readonly actionAt: ReadonlyMap<number, StepAction>;
}
