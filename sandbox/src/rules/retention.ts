import type { Discovery } from '@family-auth/library/protocol/discovery.ts';

// Every term that the notices name and discovery announces. `notices/promises.json` says which test holds each to it.

const DAY_MS = 86_400_000;

/** How long the evidence of a rejected application is kept for an appeal, days. */
export const APPEAL_WINDOW_DAYS = 7;
/** How long a review by a person may take, days. Then the application ends as `expired`. */
export const REVIEW_DAYS = 15;
/** How long an application that was never submitted is kept after its end, days. */
export const DRAFT_KEPT_DAYS = 1;
/** How long pictures that were judged are known again, years. */
export const FINGERPRINTS_KEPT_YEARS = 1;
/** How long decision, consents and submission are kept, years after the decision or after the end of the card it bound. */
export const DECISION_KEPT_YEARS = 3;
/** How long a deletion receipt is kept, years. */
export const RECEIPT_KEPT_YEARS = 3;
/** How long a card that the relative ended is shown to the operator, days. */
export const REPUDIATED_SHOWN_DAYS = 30;
/** How long a message to a relative is kept after it was delivered, days. */
export const NOTIFICATION_KEPT_DAYS = 30;

export const retention = {
  face_frames: `P${APPEAL_WINDOW_DAYS}D`,
  trace: `P${APPEAL_WINDOW_DAYS}D`,
  decision: `P${DECISION_KEPT_YEARS}Y`,
  consent_receipt: `P${DECISION_KEPT_YEARS}Y`,
  fingerprints: `P${FINGERPRINTS_KEPT_YEARS}Y`,
  draft: `P${DRAFT_KEPT_DAYS}D`,
  review: `P${REVIEW_DAYS}D`,
  deletion_receipt: `P${RECEIPT_KEPT_YEARS}Y`,
  notification: `P${NOTIFICATION_KEPT_DAYS}D`,
  /** The account goes when its holder closes it; that its activation code was used stays, so that no letter opens another. */
  account: 'until_closed',
  activation_code: 'indefinite',
  audit: 'indefinite',
} satisfies Discovery['retention'];

export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);
export const daysAgo = (days: number): Date => daysAfter(new Date(), -days);
export function yearsAgo(years: number): Date {
  const at = new Date();
  at.setUTCFullYear(at.getUTCFullYear() - years);
  return at;
}
