import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import type { LocalizedText } from '@family-auth/library/protocol/common.ts';

/** What a code leads to, before the clerk asks for what is compared. */
export interface CounterSummary {
  readonly applicationId: string;
  /** Masked. */
  readonly subjectName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  /** Who applied; masked in a summary. */
  readonly operatorName: string;
  /** The age line below which a guardian must be there, or `null`. */
  readonly guardianUnder: number | null;
  readonly expiresAt: Date;
}

/** What a clerk compares with the person and the document in front of them: nothing of it is masked. */
export interface CounterCase extends CounterSummary {
  readonly name: string;
  readonly idType: LocalizedText;
  readonly number: string;
  readonly birthdate: string | null;
  /** Whether name and number stand together in the register, and the card can be used. */
  readonly registered: boolean;
}

/** Reasons a clerk can refuse with. */
export const COUNTER_REASONS = [
  'identity_mismatch',
  'subject_declined',
  'relationship_unproven',
  'guardian_consent_missing',
  'evidence_quality',
  'policy',
] as const satisfies readonly DecisionReason[];
export type CounterReason = (typeof COUNTER_REASONS)[number];

export interface CounterDecision {
  /** `null`: the relative was there, agreed, and the original document was seen. */
  readonly refusedFor: CounterReason | null;
  /** The clerk's own words, or an empty string. Kept, not shown to the applicant. */
  readonly note: string;
  readonly clerk: string;
}

/** What the counter's pages need of the backend. */
export interface CounterDesk {
  /** The application behind a code. Codes that are none are counted; after too many of them even right ones are refused. */
  find(code: string, clerk: string): Promise<CounterSummary | 'unknown' | 'too_many'>;
  /** Name, number and birth date in full; that they were shown stands in the audit log first. `undefined` when it no longer waits. */
  identity(applicationId: string, clerk: string): Promise<CounterCase | undefined>;
  /**
   * A new activation code for the holder of a document; `undefined` for a number that is in no register.
   *
   * @param newPhone whether it is good without the phone that was registered, and sets another.
   */
  issueActivationCode(idNumber: string, newPhone: boolean, clerk: string): Promise<string | undefined>;
  /** Ends the waiting. `false` when it no longer waits. */
  decide(applicationId: string, decision: CounterDecision): Promise<boolean>;
}
