import type { GeneralJws } from '@family-auth/library/protocol/submission.ts';
import { submissionJti } from '@family-auth/library/seal/submission.ts';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';
import { idempotencyKeyOf } from './idempotency.ts';

/** Largest signed document, bytes. */
export const JWS_MAX_BYTES = 131_072;

/** Lets a scope's routes take `application/jose+json`; the body stays as it came, to be hashed. */
export function acceptJws(app: App): void {
  app.addContentTypeParser('application/jose+json', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
}

export interface JwsBody {
  /** As received. */
  readonly bytes: Buffer<ArrayBuffer>;
  readonly document: unknown;
}

/**
 * A signed document names itself by its `jti`; an `Idempotency-Key`, where one is sent, must be that.
 *
 * @throws ProblemError `unsupported_media_type`, `invalid_jws`, or `malformed` for another `Idempotency-Key`.
 */
export function jwsBody(request: FastifyRequest): JwsBody {
  const { body } = request;
  if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported_media_type');
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ProblemError('invalid_jws', { detail: 'The body is not JSON.', cause });
  }
  const key = idempotencyKeyOf(request);
  if (key !== undefined && key !== claimedJti(document)) {
    throw new ProblemError('malformed', {
      detail: 'The Idempotency-Key of a signed document must be its jti.',
      errors: [{ pointer: '/jti', code: 'differs_from_idempotency_key' }],
    });
  }
  return { bytes: body as Buffer<ArrayBuffer>, document };
}

/** As the document says, before its signature is looked at; `undefined` where it cannot be read. */
function claimedJti(document: unknown): string | undefined {
  try {
    return submissionJti(document as GeneralJws);
  } catch {
    return undefined;
  }
}
