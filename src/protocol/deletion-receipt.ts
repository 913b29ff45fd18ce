import * as z from 'zod/mini';
import { DurationSchema, IdSchema, openEnum, TimestampSchema } from './common.ts';

export const DELETION_RECEIPT_TYP = 'fap-deletion-receipt+jwt';

/**
 * What can be deleted of an application; `particulars` are the relative's name, number and whatever names them. `account` is
 * the operator's own, of which a receipt of its own tells.
 */
const DELETION_KINDS = [
  'face_frames',
  'photos',
  'trace',
  'fingerprints',
  'challenges',
  'particulars',
  'submission',
  'judgements',
  'decision',
  'account',
] as const;

/**
 * Why it was deleted: a decision that ended the need for it, the end of an announced term, or somebody's wish.
 * `term` is the end of a retention term; `appeal_window` and `review_deadline` are the short ones of evidence.
 */
const DELETION_CAUSES = [
  'approved',
  'appeal_window',
  'review_deadline',
  'draft_ended',
  'application_withdrawn',
  'consent_withdrawn',
  'term',
  'account_closed',
] as const;

/** Claims of a deletion receipt: what was deleted of an application or an account, and when. Holds no personal data. */
export const DeletionReceiptSchema = z.object({
  /** The backend's issuer. */
  iss: z.string(),
  /** The client. */
  aud: z.string(),
  /** The id of the application or the account, which the receipt outlives. */
  sub: IdSchema,
  /** Epoch seconds. */
  iat: z.int(),
  /** Names the receipt. */
  jti: IdSchema,
  /** Why. */
  cause: openEnum(DELETION_CAUSES),
  /** The announced term that was over, where one was. */
  term: z.optional(DurationSchema),
  deleted_at: TimestampSchema,
  /** What, and how many of each. */
  deleted: z.array(z.object({ kind: openEnum(DELETION_KINDS), count: z.int() })),
});
/**
 * The backend's signed statement of what it deleted of an application, once verified; it does not expire.
 *
 * @example
 * ```ts
 * import type { DeletionReceipt } from 'family-auth/client';
 *
 * const receipts: readonly DeletionReceipt[] = await client.deletionReceipts(application.id);
 * receipts.length; // → 0
 * ```
 */
export type DeletionReceipt = z.infer<typeof DeletionReceiptSchema>;
export type DeletionKind = (typeof DELETION_KINDS)[number];
export type DeletionCause = (typeof DELETION_CAUSES)[number];

/** `GET /applications/{id}/deletion-receipts`: `fap-deletion-receipt+jwt` strings, oldest first; one for files comes when they are gone. */
export const DeletionReceiptsResponseSchema = z.object({ receipts: z.array(z.string()) });
