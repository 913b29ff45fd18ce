import type { Trace } from '@family-auth/library/challenge/trace.ts';
import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import type { Step, StepAction, Without } from '@family-auth/library/protocol/challenge.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import type { KeyFrame, PartRole, Submission } from '@family-auth/library/protocol/submission.ts';

/** A step as the server saw it. */
export interface JudgedStep {
  readonly i: number;
  /** Epoch milliseconds by the server's clock. */
  readonly revealedAtMs: number;
  readonly committedAtMs: number;
  /** Head of the hash chain the client committed, base64url. */
  readonly chain: string;
  /** Key frames chained so far, over all steps. */
  readonly frames: number;
  /** Milliseconds from reveal to commit that the client named. */
  readonly elapsedMs: number;
}

/** The challenge as the server keeps it. */
export interface JudgedChallenge {
  readonly id: string;
  /** 32 bytes, base64url. */
  readonly nonce: string;
  readonly policyVersion: string;
  /** What the client said of its camera when it asked for the challenge. */
  readonly measuredFps: number;
  readonly frame: { readonly width: number; readonly height: number };
  readonly pace: 'standard' | 'relaxed';
  /** What the person asked to be spared. */
  readonly without: Without | null;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
  /** Epoch milliseconds at which the submission was accepted. */
  readonly submittedAtMs: number;
  /** Tries for this relative in the UTC day and month, over all operators, this session included: see `api/draw-challenge.ts`. */
  readonly triesToday: number;
  readonly triesThisMonth: number;
  /** So many tries of each are decided by the machine. */
  readonly machineTries: { readonly perDay: number; readonly perMonth: number };
  /** Whether another submission had used this challenge before. */
  readonly usedBefore: boolean;
  /** Every step in the order in which it was revealed: a step that was swapped stands before its replacement. */
  readonly plan: readonly Step[];
  readonly steps: readonly JudgedStep[];
  /** The receipts the server issued, `fap-receipt+jwt`, in order. */
  readonly receipts: readonly string[];
}

/** A part of the evidence, decrypted. */
export interface JudgedPart {
  readonly role: PartRole;
  readonly bytes: Uint8Array;
}

/** Where an earlier submission showed the same picture. */
export interface SeenFrame {
  /** Index into the asked list. */
  readonly index: number;
  readonly applicationId: string;
}

/** What the store remembers of the frames of earlier submissions; never of the one being judged. */
export interface EarlierFrames {
  /** Which of these SHA-256 digests (base64url, of the decrypted JPEGs) were in another application's submission. */
  seenDigests(digests: readonly string[]): Promise<readonly SeenFrame[]>;
  /**
   * Which of these perceptual hashes (64 hex digits = 256 bits) are at most `maxDistance` bits away from one of
   * another application's submission.
   */
  seenHashes(hashes: readonly string[], maxDistance: number): Promise<readonly SeenFrame[]>;
  /** Hashes of the aligned faces (64 hex digits) in every other submission for this relative, whoever handed it in. */
  facesOfRelative(): Promise<readonly string[]>;
}

/** Everything a judgement rests on. Signature, DPoP binding and decryption were checked at the intake. */
export interface JudgementInput {
  readonly applicationId: string;
  readonly method: Method;
  readonly relationship: string;
  readonly subject: Subject;
  /** Keyed hash of the relative's document, comparable with the operator's. */
  readonly subjectHash: string;
  readonly operator: {
    readonly sub: string;
    readonly jkt: string;
    readonly clientId: string;
    /** For the plausibility of the relationship, when known. */
    readonly birthYear?: number | undefined;
    /** Keyed hash of the operator's own document: one cannot be one's own relative. */
    readonly numberHash: string;
  };
  /** Verified claims of the submission. */
  readonly submission: Submission;
  /** Base64url SHA-256 over the submission as received. */
  readonly submissionSha256: string;
  /** Only for `face_liveness`. */
  readonly challenge?: JudgedChallenge | undefined;
  readonly parts: ReadonlyMap<number, JudgedPart>;
  /** Who vouches that the relative agreed; only for `subject_login` and `in_person`, once they have. */
  readonly agreedBy?: 'relative' | 'clerk' | undefined;
  readonly earlier: EarlierFrames;
}

/** One thing that was looked at. Stays on the server: a client never learns which check refused. */
export interface JudgementCheck {
  /** Stable, see `check-names.ts`. */
  readonly name: string;
  /** `null`: not run, because an earlier check refused or it does not apply. */
  readonly passed: boolean | null;
  /** Numbers and short words for the reviewer and the audit; no names, no document numbers. */
  readonly detail?: Readonly<Record<string, number | string>>;
}

/** The outcome of a judgement. */
export interface Judgement {
  /** `awaiting_subject`: nothing is wrong so far, and the relative's own word is missing. */
  readonly verdict: 'approved' | 'rejected' | 'manual_review' | 'awaiting_subject';
  /** Set when rejected: what the person is told. */
  readonly reason?: DecisionReason | undefined;
  /** Name of the check that refused, or that asks for a person. Server-side only. */
  readonly refusedBy?: string | undefined;
  readonly checks: readonly JudgementCheck[];
  /** Descriptor distance to the registry's photo. Server-side only. */
  readonly faceDistance?: number | undefined;
  /** What to remember of this submission's pictures for {@link EarlierFrames}; `n` is the part's index. */
  readonly remember: readonly {
    readonly n: number;
    readonly digest: string;
    readonly hash: string | null;
    readonly faceHash?: string | null;
  }[];
}

/** Judges submissions; {@link JudgementInput} in, {@link Judgement} out. See `judge-application.ts`. */
export interface Judge {
  /** @throws when the judgement could not be made (the job is to be tried again): never an approval by default. */
  judge(input: JudgementInput, signal?: AbortSignal): Promise<Judgement>;
  /** Stops the worker. Safe to call twice. */
  close(): Promise<void>;
}

/** A key frame as listed in the manifest, with its decrypted bytes. */
export interface KeptFrame extends KeyFrame {
  readonly jpeg: Uint8Array;
}

export interface JudgedTrace {
  readonly trace: Trace;
  /** What was asked for when the key frame of an instant was taken. */
  readonly actionAt: ReadonlyMap<number, StepAction>;
}
