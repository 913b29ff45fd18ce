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
  /** When its review ends undecided. */
  readonly decideBy: Date;
  /** Why a person is asked: the check's name, see `judgement/check-names.ts`; `null` for an appeal. */
  readonly refusedBy: string | null;
  /** The applicant's words, when this is an appeal against a rejection. */
  readonly appeal: string | null;
  /** `null` where nobody has it, or the claim has lapsed. */
  readonly claim: Claim | null;
  readonly proposal: Proposal | null;
}

/** What of the queue a reviewer wants to see, and in which order. */
export interface QueueFilter {
  /** `second`: recommended, and waiting for another reviewer. */
  readonly show: (typeof QUEUE_SHOWS)[number];
  readonly method: Method | null;
  /** By when they must be decided, which is how long they have waited. */
  readonly order: 'oldest' | 'newest';
  /** An application's id or a masked name, see {@link ReviewDesk.searchOf}. */
  readonly search: string | null;
}
export const QUEUE_SHOWS = ['all', 'free', 'mine', 'second', 'appeal'] as const;

/** As many lines of the queue as stand on one page. */
export interface QueuePage {
  readonly cases: readonly ReviewSummary[];
  /** How many there are on all pages. */
  readonly total: number;
  /** Where the next page begins, `null` on the last one. */
  readonly next: string | null;
}

/** A decision of a reviewer's own that can be taken back still. */
export interface RecentDecision {
  readonly applicationId: string;
  readonly subjectName: string;
  readonly decision: 'approved' | 'rejected' | 'proposed';
  readonly until: Date;
}

/** One act on a case, as the audit log has it. */
export interface CaseAct {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
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
  /** What was done to the case so far, the first act first. */
  readonly history: readonly CaseAct[];
  /** What persons noted with decisions on it, the first one first. */
  readonly remarks: readonly { readonly at: Date; readonly by: string; readonly note: string }[];
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
  /** A page of the applications in `manual_review`. `after`: the `next` of the page before. */
  queue(reviewer: string, filter: QueueFilter, after: string | null): Promise<QueuePage>;
  /** What was typed, as a {@link QueueFilter.search}. */
  searchOf(typed: string): Promise<string>;
  /** Takes the first case of a filter that nobody has. `passedOver`: the id of the case to go on behind. */
  next(reviewer: string, filter: QueueFilter, passedOver: string | null): Promise<string | undefined>;
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
   * (`proposed`), and its author cannot be the second (`needs_another`). For a while the decision is held, and nobody is told.
   */
  decide(
    applicationId: string,
    decision: ReviewDecision,
    reviewer: string,
  ): Promise<'done' | 'proposed' | 'needs_another' | NoCase>;
  /** What this reviewer can take back still. */
  recent(reviewer: string): Promise<readonly RecentDecision[]>;
  /** Takes back a held decision, or a recommendation that nobody has followed, and gives its reviewer the case again. */
  undo(applicationId: string, reviewer: string): Promise<'undone' | 'too_late'>;
}
