import type { Reason } from '../../../src/protocol/application.ts';
import type { Method } from '../../../src/protocol/common.ts';
import type { PartRole } from '../../../src/protocol/submission.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';

/** One line of the queue. Nothing in it names a person in full. */
export interface ReviewSummary {
  readonly applicationId: string;
  /** Masked, e.g. `安*然`. */
  readonly subjectName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  readonly method: Method;
  /** When it was submitted. */
  readonly submittedAt: Date;
  /** Why a person is asked: the check's name, see `judgement/check-names.ts`; `null` for an appeal. */
  readonly refusedBy: string | null;
  /** The applicant's words, when this is an appeal against a rejection. */
  readonly appeal: string | null;
}

export interface ReviewPicture {
  /** Index of the evidence part. */
  readonly n: number;
  readonly role: Exclude<PartRole, 'trace'>;
  /** Only for key frames: the step's action and what the frame was kept for. */
  readonly action?: string | undefined;
  readonly purpose?: string | undefined;
}

/** All a reviewer may see of one application. */
export interface ReviewCase extends ReviewSummary {
  /** Masked, e.g. `118801********8024`. */
  readonly idNumber: string;
  readonly birthdate: string | null;
  /** Masked. */
  readonly operatorName: string;
  readonly pictures: readonly ReviewPicture[];
  /** Whether the registry has a photo of the person with this number. */
  readonly registryPhoto: boolean;
  /** The machine's last judgement. */
  readonly checks: readonly JudgementCheck[];
}

export interface ReviewDecision {
  readonly decision: 'approved' | 'rejected';
  /** Set exactly when rejected. */
  readonly reason: Reason | null;
  /** The reviewer's own words, or an empty string. Kept with the decision, not shown to the applicant. */
  readonly note: string;
  /** The reviewer's account name. */
  readonly reviewer: string;
}

/** What the reviewer's pages need of the backend. Every call opens what it shows afresh; nothing is kept. */
export interface ReviewDesk {
  /** Applications in `manual_review`, the longest waiting first. */
  queue(): Promise<readonly ReviewSummary[]>;
  /** `undefined` when there is no such application or it does not wait for a person. */
  find(applicationId: string): Promise<ReviewCase | undefined>;
  /** A picture of the evidence, decrypted; `undefined` as above or when the part is no picture. */
  picture(applicationId: string, n: number): Promise<Uint8Array | undefined>;
  registryPhoto(applicationId: string): Promise<Uint8Array | undefined>;
  /** Moves the application on. `false` when it no longer waits: somebody else decided, or it was withdrawn. */
  decide(applicationId: string, decision: ReviewDecision): Promise<boolean>;
}
