import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';

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

/** @throws ProblemError `unsupported_media_type` or `invalid_jws`. */
export function jwsBody({ body }: FastifyRequest): JwsBody {
  if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported_media_type');
  try {
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return { bytes: body as Buffer<ArrayBuffer>, document };
  } catch (cause) {
    throw new ProblemError('invalid_jws', { detail: 'The body is not JSON.', cause });
  }
}
