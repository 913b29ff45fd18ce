import * as z from 'zod/mini';
import { REASONS, RecordedConsentSchema, StatusSchema } from './application.ts';
import { IdSchema, OpenMethodSchema, openEnum, Sha256Schema, TimestampSchema } from './common.ts';

export const RESULT_TYP = 'fap-result+jwt';

/**
 * The backend's signed decision. Never holds a score. Its `status` is judged strictly: a decision that a client does not
 * know is none for it. An unknown `reason` leaves the decision what it is.
 */
export const ResultSchema = z.object({
  /** The backend's issuer. */
  iss: z.string(),
  /** The client. */
  aud: z.string(),
  /** The application's id. */
  sub: IdSchema,
  /** Epoch seconds. */
  iat: z.int(),
  /** Epoch seconds; then it is asked for again. */
  exp: z.int(),
  /** A decision. */
  status: StatusSchema,
  /** With `rejected` and `expired`. */
  reason: z.optional(openEnum(REASONS)),
  decided_at: TimestampSchema,
  method: OpenMethodSchema,
  /** With `approved`: the card. */
  binding: z.optional(z.object({ ref: IdSchema, relationship: z.string() })),
  /** The consents it rests on, dated by the backend's clock; the relative's own among them where they gave one. */
  consents: z.optional(z.array(RecordedConsentSchema)),
  /** SHA-256 over the submission's JWS as received: binds the decision to what was sent. */
  submission: Sha256Schema,
});
/**
 * The backend's signed decision on an application, once verified; `iat` and `exp` are epoch seconds.
 *
 * @example
 * ```ts
 * import { type ApplicationResult, BackendError } from 'family-auth/client';
 *
 * const result: ApplicationResult | null = await client.result(application.id, {}).catch((error) => {
 *   if (error instanceof BackendError && error.code === 'not_final') return null; // wait with waitForDecision
 *   throw error;
 * });
 * result; // → null
 * ```
 */
export type ApplicationResult = z.infer<typeof ResultSchema>;

/** `GET /applications/{id}/result`: a `fap-result+jwt`. */
export const ResultResponseSchema = z.object({
  /** `fap-result+jwt`. */
  result: z.string(),
});

/**
 * A verified decision with the compact JWT that says it, for whoever must not take this page's word: hand `jwt` to your
 * server, which verifies it by `verifyResult` of `family-auth/server`.
 *
 * @example
 * ```ts
 * import type { SignedResult } from 'family-auth/client';
 *
 * const toYourServer = ({ jwt, result }: SignedResult) =>
 *   JSON.stringify({ applicationId: result.sub, result: jwt });
 * ```
 */
export interface SignedResult {
  /** As the backend signed it (`typ: fap-result+jwt`). Holds opaque ids and codes: no name, no number, no picture. */
  readonly jwt: string;
  /** What it says. */
  readonly result: ApplicationResult;
}
