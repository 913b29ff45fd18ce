import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import type { Without } from '@family-auth/library/protocol/challenge.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';

/** Minutes after the last act on a case until its claim lapses. */
export const CLAIM_MINUTES = 15;

/** Who has a case. Names are those of accounts. */
export interface Claim {
  readonly reviewer: string;
  readonly since: Date;
  readonly until: Date;
}

/** Who wants to approve what the machine refused. */
export interface Proposal {
  readonly reviewer: string;
  readonly note: string;
  readonly at: Date;
}

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
  /** `null` where nobody has it, or the claim has lapsed. */
  readonly claim: Claim | null;
  readonly proposal: Proposal | null;
}

export interface ReviewPicture {
  /** Index of the evidence part. */
  readonly n: number;
  readonly role: Exclude<PartRole, 'trace'>;
  /** Only for key frames: the step's action and what the frame was kept for. */
  readonly action?: string | undefined;
  readonly purpose?: string | undefined;
  /** No decoder reads it: nothing is kept of it, and nothing can be shown. */
  readonly unreadable: boolean;
}

/** All a reviewer may see of one application at a glance. */
export interface ReviewCase extends ReviewSummary {
  /** Masked, e.g. `1****************4`. Never beside the birth date, which would leave few numbers to guess. */
  readonly idNumber: string;
  /** Masked. */
  readonly operatorName: string;
  readonly pictures: readonly ReviewPicture[];
  /** What the person asked to be spared in the live-face session: it was not asked for and could not be checked. */
  readonly without: Without | null;
  /** Whether the registry has a photo of the person with this number. */
  readonly registryPhoto: boolean;
  /** The machine's last judgement. */
  readonly checks: readonly JudgementCheck[];
  /** Whether approving takes two, see `needsTwo`. */
  readonly takesTwo: boolean;
  /** Whether an approval waits for the relative's own answer, which is not there yet. */
  readonly relativeAnswersNext: boolean;
}

/** What a full name and number may be looked at for; it stands in the audit log. */
export const IDENTITY_PURPOSES = ['compare_document', 'check_register', 'answer_appeal'] as const;
export type IdentityPurpose = (typeof IDENTITY_PURPOSES)[number];

/** What is compared with a document, in full. */
export interface Identity {
  readonly name: string;
  readonly number: string;
  readonly birthdate: string | null;
}

export interface ReviewDecision {
  readonly decision: 'approved' | 'rejected';
  /** Set exactly when rejected. */
  readonly reason: DecisionReason | null;
  /** The reviewer's own words, or an empty string. Kept with the decision, not shown to the applicant. */
  readonly note: string;
}

/**
 * `gone`: it waits no longer, because somebody else decided, it was withdrawn, or its time is over. `not_claimed`: this
 * reviewer does not have it, or not any more.
 */
export type NoCase = 'gone' | 'not_claimed';

/**
 * What the reviewer's pages need of the backend. Every call opens what it shows afresh; nothing is kept. What is opened
 * stands in the audit log before it is shown, and each act puts off the lapse of the claim.
 *
 * @param reviewer always the name of the account.
 */
export interface ReviewDesk {
  /** Applications in `manual_review`, the longest waiting first. */
  queue(): Promise<readonly ReviewSummary[]>;
  summary(applicationId: string): Promise<ReviewSummary | undefined>;
  /** Takes a case that nobody has; of two at the same moment one gets it. One's own is taken again. */
  claim(applicationId: string, reviewer: string): Promise<'claimed' | 'taken' | 'gone'>;
  /** Gives it back. Nothing where this reviewer does not have it. */
  release(applicationId: string, reviewer: string): Promise<void>;
  find(applicationId: string, reviewer: string): Promise<ReviewCase | NoCase>;
  /** Name, number and birth date in full. */
  identity(applicationId: string, reviewer: string, purpose: IdentityPurpose): Promise<Identity | NoCase>;
  /** A picture of the evidence, decrypted; `undefined` where this reviewer does not have the case, or it is no picture. */
  picture(applicationId: string, n: number, reviewer: string): Promise<Uint8Array | undefined>;
  registryPhoto(applicationId: string, reviewer: string): Promise<Uint8Array | undefined>;
  /**
   * Moves the application on. What the machine refused, or whom the register does not know, is approved by two: the first approval is kept as a proposal
   * (`proposed`), and its author cannot be the second (`needs_another`).
   */
  decide(
    applicationId: string,
    decision: ReviewDecision,
    reviewer: string,
  ): Promise<'done' | 'proposed' | 'needs_another' | NoCase>;
}
