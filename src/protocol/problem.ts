import * as z from 'zod/mini';
import { FamilyAuthError } from '../base/errors.ts';
import { isOneOf, type Open, openEnum } from './common.ts';

/** Every `code` of a problem document (RFC 9457) in this protocol, with its HTTP status. */
export const PROBLEM_STATUS = {
  malformed: 400,
  unsupported_version: 400,
  invalid_jwe: 400,
  invalid_jws: 400,
  digest_mismatch: 400,
  manifest_mismatch: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_user_authentication: 401,
  origin_not_allowed: 403,
  insufficient_scope: 403,
  key_mismatch: 403,
  subject_mismatch: 403,
  not_found: 404,
  method_not_allowed: 405,
  idempotency_in_progress: 409,
  state_conflict: 409,
  not_final: 409,
  part_conflict: 409,
  step_too_early: 409,
  step_out_of_order: 409,
  swap_not_allowed: 409,
  hand_off_taken: 409,
  duplicate_relative: 409,
  challenge_expired: 410,
  challenge_used: 410,
  draft_expired: 410,
  hand_off_ended: 410,
  part_too_large: 413,
  evidence_too_large: 413,
  unsupported_media_type: 415,
  idempotency_conflict: 422,
  invalid_subject: 422,
  guardian_required: 422,
  consent_missing: 422,
  method_not_allowed_for_age: 422,
  accounts_not_verified: 422,
  subject_agreement_required: 422,
  relationship_not_allowed: 422,
  quota_exceeded: 422,
  alg_not_allowed: 422,
  evidence_incomplete: 422,
  hand_off_code_wrong: 422,
  rate_limited: 429,
  attempts_exhausted: 429,
  upload_quota_exceeded: 429,
  internal: 500,
  unavailable: 503,
} as const;

/** Codes with which the same request may be answered a little later, without anybody doing anything; see `Problem.retryable`. */
export const RETRYABLE_PROBLEMS: readonly string[] = [
  'idempotency_in_progress',
  'rate_limited',
  'internal',
  'unavailable',
] satisfies (keyof typeof PROBLEM_STATUS)[];

/**
 * Every code with which a backend says why it refused a request. Each has a page in the documents.
 *
 * @example
 * ```ts
 * import type { ProblemCode } from 'family-auth';
 *
 * const needsLogin: readonly ProblemCode[] = ['invalid_token', 'insufficient_user_authentication'];
 * needsLogin.includes('rate_limited'); // → false
 * ```
 */
export type ProblemCode = keyof typeof PROBLEM_STATUS;
/**
 * All of {@link ProblemCode}, for a page that has words of its own for each.
 *
 * @example
 * ```ts
 * import { PROBLEM_CODES, type ProblemCode } from 'family-auth';
 *
 * const words: Partial<Record<ProblemCode, string>> = { rate_limited: 'Please wait a moment.' };
 * PROBLEM_CODES.filter((code) => code in words); // → ['rate_limited']
 * ```
 */
export const PROBLEM_CODES = Object.keys(PROBLEM_STATUS) as ProblemCode[];
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * A code as this version understands it: one that a later version brought has the meaning of its HTTP status.
 *
 * @returns the code itself where it is known. Else 401 `invalid_token`, 403 `origin_not_allowed`, 404 `not_found`, 405
 *   `method_not_allowed`, 409 `state_conflict`, 410 `draft_expired`, 413 `part_too_large`, 415 `unsupported_media_type`,
 *   429 `rate_limited`, any other 4xx `malformed`; 503 `unavailable`, anything else `internal`.
 */
function knownProblemCode({ code, status }: Pick<Problem, 'code' | 'status'>): ProblemCode {
  if (isOneOf(PROBLEM_CODES, code)) return code;
  return CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'malformed' : 'internal');
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'invalid_token',
  403: 'origin_not_allowed',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'state_conflict',
  410: 'draft_expired',
  413: 'part_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

export const ProblemSchema = z.object({
  /** Leads to a page about the code; never compared. */
  type: z.string(),
  title: z.optional(z.string()),
  /** An open list; {@link knownProblemCode} says what a client makes of a code that it does not know. */
  code: openEnum(PROBLEM_CODES as [ProblemCode, ...ProblemCode[]]),
  /** That of the answer. */
  status: z.int(),
  /** For developers; never holds personal data. */
  detail: z.optional(z.string()),
  /** The request's id, for the backend's log. */
  instance: z.optional(z.string()),
  /** Members at fault, by JSON pointer (RFC 6901). */
  errors: z.optional(z.array(z.object({ pointer: z.string(), code: z.string() }))),
  /** Whether the same request may succeed a little later. */
  retryable: z.optional(z.boolean()),
});
/**
 * A problem document (RFC 9457) as a backend answers it; `errors` name the fields at fault by JSON pointer.
 *
 * @example
 * ```ts
 * import { BackendError, type Problem } from 'family-auth/client';
 *
 * const problem: Problem = {
 *   type: 'about:blank',
 *   code: 'invalid_subject',
 *   status: 422,
 *   errors: [{ pointer: '/subject/name', code: 'name_missing' }],
 * };
 * new BackendError(problem).errors[0]!.pointer; // → '/subject/name'
 * ```
 */
export type Problem = z.infer<typeof ProblemSchema>;

/**
 * The backend refused a request and said why in a problem document (RFC 9457). `code` is one that this version knows: for
 * one that it does not, the code of the HTTP status ({@link knownProblemCode}).
 *
 * @example
 * ```ts
 * import { BackendError } from 'family-auth/client';
 *
 * const error = await client.application('no-such-application').catch((error) => error);
 * error instanceof BackendError && [error.status, error.code]; // → [404, 'not_found']
 * ```
 */
export class BackendError extends FamilyAuthError<ProblemCode> {
  /** HTTP status of the answer. */
  readonly status: number;
  /** The code as the backend wrote it; differs from `code` where this version does not know it. */
  readonly problemCode: Open<ProblemCode>;
  /** JSON pointers of the fields at fault, each with a code. */
  readonly errors: readonly { pointer: string; code: string }[];
  /** The request's id, by which the backend's log has it. */
  readonly requestId: string | undefined;
  /** Milliseconds the backend asked to wait, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(
      knownProblemCode(problem),
      problem.detail ?? `The backend answered ${problem.status} ${problem.code}.`,
      {
        cause: options.cause,
        retryable: problem.retryable ?? false,
      },
    );
    this.status = problem.status;
    this.problemCode = problem.code;
    this.errors = problem.errors ?? [];
    this.requestId = problem.instance;
    this.retryAfterMs = options.retryAfterMs;
  }
}
