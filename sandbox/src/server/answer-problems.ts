import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE } from '@family-auth/library/protocol/problem.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_HEADERS } from '../pages/page-headers.ts';
import { pickLanguage } from '../pages/pick-language.ts';
import { problemPage } from '../pages/problem-page.ts';
import { sendLastWord } from './connection-limits.ts';
import { describeFault } from './describe-fault.ts';
import { ProblemError } from './problem-error.ts';
import { problemOf } from './problem-of.ts';

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
    const problem = new ProblemError('malformed', { detail: 'The request could not be read.' });
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
