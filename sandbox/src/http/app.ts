import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE } from '@family-auth/library/protocol/problem.ts';
import { SealError } from '@family-auth/library/seal/seal-error.ts';
import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { hasZodFastifySchemaValidationErrors, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { isConnectionLost } from '../database/lost-connections.ts';
import { describeFault, ProblemError } from '../errors/errors.ts';
import { sendLastWord } from '../limits/connection-limits.ts';
import { pickLanguage } from '../pages/language.ts';
import { problemPage } from '../pages/problem-page.ts';
import { PAGE_HEADERS } from './page-answers.ts';

/** A Fastify instance whose routes take their types from zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Where browsers ask for pages; everything else is asked by programs. */
const PAGES = /^\/(oidc\/interaction|review|desk|audit|services|counter|confirm|undo|account|outbox)\b/;

/** What Node says of a request that it could not read to its end. */
const EARLY_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Every refusal of a server is a problem document (RFC 9457), or a page where a person would look at it. */
export function answerProblems(app: FastifyInstance, log: (line: string) => void): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log(`${request.id} ${problem.code}: ${describeFault(error)}`);
    return answer(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => answer(request, reply, new ProblemError('not_found')));
}

/** Fastify's options for what goes wrong before any route is found, or before it is HTTP at all. */
export const earlyProblems = {
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    void answer(request, reply, problemOf(error)),
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
    // A connection that was opened ahead and never used gets no answer to a question that it did not ask.
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0)
      return void socket.destroy();
    const status = EARLY_STATUS[error.code ?? ''] ?? '400 Bad Request';
    const problem = new ProblemError('malformed', { detail: 'The request is malformed.' });
    const body = JSON.stringify({ ...problem.toProblem(randomUUID()), status: Number.parseInt(status, 10) });
    const head = [
      `HTTP/1.1 ${status}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    sendLastWord(socket, `${head.join('\r\n')}\r\n\r\n${body}`);
  },
};

function answer(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  reply.code(problem.status).headers({ 'cache-control': 'no-store', ...problem.headers });
  if (PAGES.test(request.url) && request.headers.accept?.includes('text/html')) {
    const language = pickLanguage(undefined, request.headers['accept-language']);
    return reply
      .headers(PAGE_HEADERS)
      .serializer((page: unknown) => String(page))
      .send(problemPage(problem, language));
  }
  return reply
    .type(PROBLEM_MEDIA_TYPE)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem.toProblem(request.id));
}

/** A restart of the database takes a few seconds. */
const DATABASE_RETRY_AFTER_S = 2;

/** What to answer when a handler, or Fastify before it, threw `error`. */
function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof SealError) {
    const errors = error.faults.length === 0 ? {} : { errors: error.faults };
    return new ProblemError(error.code, { detail: error.message, cause: error, ...errors });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new ProblemError('malformed', {
      detail: 'The request does not match its schema; `errors` lists where.',
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
    detail: 'The database is unreachable. Try again after `Retry-After`.',
    retryAfterS: DATABASE_RETRY_AFTER_S,
    cause,
  });

function fastifyProblem({ code, statusCode }: Partial<FastifyError>): ProblemError | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ProblemError('part_too_large', {
      detail: 'The request body exceeds the limit of this endpoint.',
    });
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ProblemError('unsupported_media_type');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError('malformed', { detail: 'The request is malformed.' });
  }
  return undefined;
}
