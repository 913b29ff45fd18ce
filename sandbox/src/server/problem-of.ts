import { SealError } from '@family-auth/library/seal/seal-error.ts';
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isConnectionLost } from '../database/lost-connections.ts';
import { ProblemError } from './problem-error.ts';

/** A restart of the database takes a few seconds. */
const DATABASE_RETRY_AFTER_S = 2;

/** What to answer when a handler, or Fastify before it, threw `error`. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof SealError)
    return new ProblemError(error.code, { detail: error.message, cause: error });
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new ProblemError('malformed', {
      detail: 'The request has not the agreed shape.',
      errors: error.validation.map(({ instancePath, keyword }) => ({ pointer: instancePath, code: keyword })),
    });
  }
  return (
    fastifyProblem(error as Partial<FastifyError>) ??
    (isConnectionLost(error) ? databaseUnavailable(error) : new ProblemError('internal', { cause: error }))
  );
}

/** What a request is answered that met a database which was not there. */
export const databaseUnavailable = (cause: unknown): ProblemError =>
  new ProblemError('unavailable', {
    detail: 'The database cannot be reached just now.',
    retryAfterS: DATABASE_RETRY_AFTER_S,
    cause,
  });

function fastifyProblem({ code, statusCode }: Partial<FastifyError>): ProblemError | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ProblemError('part_too_large', { detail: 'The body is larger than this endpoint takes.' });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ProblemError('unsupported_media_type');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError('malformed', { detail: 'The request could not be read.' });
  }
  return undefined;
}
