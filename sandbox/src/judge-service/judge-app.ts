import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { withDeadline } from '@family-auth/library/base/deadline.ts';
import { CancelledError, DeadlineError } from '@family-auth/library/base/errors.ts';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { ProblemError } from '../errors/errors.ts';
import { type App, answerProblems, earlyProblems } from '../http/app.ts';
import { isFromThisComputer } from '../http/only-this-computer.ts';
import { CONNECTION_LIMITS, capConnections, connectionOptions } from '../limits/connection-limits.ts';
import type { PictureReader } from '../pictures/picture-reading.ts';
import { judgeRequest } from './judge-request.ts';
import { JudgementRequestSchema, JudgementResponseSchema } from './messages.ts';
import { openapiDocument } from './openapi.ts';

/** 40 parts of 12 MiB together, in base64url, and what stands around them. */
const BODY_MAX_BYTES = 20 * 1024 * 1024;
/** Each holds a body in memory. */
const AT_ONCE_MAX = 8;
const RETRY_AFTER_S = 2;

export interface JudgeAppOptions {
  /** What looks at pictures; the caller closes it. */
  readonly pictures: Pick<PictureReader, 'read'>;
  /** `http://127.0.0.1:8095`, for the OpenAPI document. */
  readonly address: string;
  /** What a caller sends as `Authorization: Bearer …`. Absent: whoever is on this computer may call, and nobody else. */
  readonly secret?: string;
  /** How long one judgement may take, milliseconds. Default 60000. */
  readonly deadlineMs?: number;
  /** Takes lines about faults; never what was sent. */
  readonly log: (line: string) => void;
}

/** The judgement over HTTP: no state, no storage, nothing of a request in a log. */
export function judgeApp({ pictures, address, secret, deadlineMs = 60_000, log }: JudgeAppOptions): App {
  const app: App = Fastify({
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    bodyLimit: BODY_MAX_BYTES,
    ...connectionOptions(CONNECTION_LIMITS),
    ...earlyProblems,
  }).withTypeProvider<ZodTypeProvider>();
  capConnections(app.server, CONNECTION_LIMITS, { behindProxy: secret !== undefined });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  answerProblems(app, log);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    if (secret === undefined) requireThisComputer(isFromThisComputer(request.raw), request.headers.origin);
    else if (!isBearer(request.headers.authorization, secret)) {
      throw new ProblemError('invalid_token', { headers: { 'www-authenticate': 'Bearer' } });
    }
  });
  const document = openapiDocument(address, secret !== undefined);
  app.get('/openapi.json', () => document);
  let judging = 0;
  app.post(
    '/v1/judgements',
    { schema: { body: JudgementRequestSchema, response: { 200: JudgementResponseSchema } } },
    async ({ body }, reply) => {
      if (judging >= AT_ONCE_MAX) throw busy();
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      judging += 1;
      try {
        const work = (signal: AbortSignal) => judgeRequest(body, pictures, signal);
        return await withDeadline('judge', deadlineMs, work, gone.signal);
      } catch (error) {
        throw error instanceof DeadlineError || error instanceof CancelledError ? busy() : error;
      } finally {
        judging -= 1;
      }
    },
  );
  return app;
}

const busy = () => new ProblemError('unavailable', { retryAfterS: RETRY_AFTER_S });

/** A page in a browser on this computer is not whoever sits at it. */
function requireThisComputer(isHere: boolean, origin: string | undefined): void {
  if (isHere && origin === undefined) return;
  throw new ProblemError('origin_not_allowed', {
    detail: 'Without a shared secret programs on this computer alone are answered.',
  });
}

function isBearer(authorization: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}
