import type * as z from 'zod/mini';
import { ApplicationSchema } from './application.ts';
import type { ProblemCode } from './problem.ts';

type Schema = z.ZodMiniType;

/** What a successful answer carries beside its status. */
export interface Answer {
  readonly says: string;
  /** Absent: no body. */
  readonly schema?: Schema;
  readonly headers?: readonly ('ETag' | 'Location' | 'Retry-After')[];
}

export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Under `api_base`, with `{names}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Anybody may: there is a proof, and no token. */
  readonly open?: true;
  /** JSON of a schema, a signed document (`application/jose+json`), or a sealed part (`application/jose`). */
  readonly body?: Schema | 'signed' | 'sealed';
  readonly answers: Readonly<Record<number, Answer>>;
  readonly idempotencyKey?: 'required' | 'optional';
  /** What it refuses with beside {@link COMMON_CODES}. */
  readonly codes: readonly ProblemCode[];
}

/** What every operation may refuse with. */
export const COMMON_CODES: readonly ProblemCode[] = [
  'malformed',
  'invalid_token',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'origin_not_allowed',
  'insufficient_scope',
  'rate_limited',
  'internal',
  'unavailable',
];

export const BODY: readonly ProblemCode[] = ['part_too_large', 'unsupported_media_type'];
export const SIGNED: readonly ProblemCode[] = [...BODY, 'invalid_jws', 'alg_not_allowed', 'key_mismatch'];
export const DRAFT: readonly ProblemCode[] = ['not_found', 'draft_expired', 'state_conflict', 'key_mismatch'];
export const ONCE: readonly ProblemCode[] = ['idempotency_in_progress', 'idempotency_conflict'];
export const FRESH: ProblemCode = 'insufficient_user_authentication';

export const application = (says: string): Answer => ({
  says,
  schema: ApplicationSchema,
  headers: ['ETag', 'Retry-After'],
});
