import { createHash } from 'node:crypto';
import { and, eq, isNull, lt } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../database/database.ts';
import { idempotencyKeys } from '../../database/schema/housekeeping.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { type Caller, callerOf } from '../access/caller.ts';

/** What a handler answers, in a form that can be kept and answered again. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** A request that has been in progress for longer than this lost its process, milliseconds. */
const ABANDONED_MS = 60_000;

/**
 * Runs `work` once for an `Idempotency-Key`, in one transaction with the note of its answer: the same key with the
 * same body gets the stored answer, with another body `idempotency_conflict`, while in progress
 * `idempotency_in_progress`. What failed is not kept and may be tried again. Without a key it just runs.
 */
export async function idempotently<Body>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Database) => Promise<Answer<Body>>,
): Promise<Body> {
  const key = keyOf(request);
  if (key === undefined) return send(reply, await db.transaction(work));
  const row = { ...scopeOf(callerOf(request)), key };
  const stored = await reserve(db, row, digestOf(request));
  if (stored !== undefined) return send(reply, stored as Answer<Body>);
  try {
    return send(
      reply,
      await db.transaction(async (tx) => {
        const answer = await work(tx);
        const { status, headers = {}, body } = answer;
        await tx
          .update(idempotencyKeys)
          .set({ status, headers: { ...headers }, body: JSON.stringify(body) })
          .where(rowIs(row));
        return answer;
      }),
    );
  } catch (error) {
    await db.delete(idempotencyKeys).where(and(rowIs(row), isNull(idempotencyKeys.status)));
    throw error;
  }
}

/** @throws ProblemError `malformed` when the request carries no `Idempotency-Key`. */
export function requireIdempotencyKey(request: FastifyRequest): void {
  if (keyOf(request) === undefined) {
    throw new ProblemError('malformed', { detail: 'An Idempotency-Key is needed.' });
  }
}

/** A structured-field string (draft-ietf-httpapi-idempotency-key-header) or, forgivingly, a bare token. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  const field = headers['idempotency-key'];
  if (field === undefined) return undefined;
  const key = /^"?([A-Za-z0-9._~:-]{8,128})"?$/.exec(String(field))?.[1];
  if (key === undefined)
    throw new ProblemError('malformed', { detail: 'The Idempotency-Key is not usable.' });
  return key;
}

type Row = Pick<typeof idempotencyKeys.$inferInsert, 'clientId' | 'sub' | 'key'>;
const scopeOf = ({ clientId, sub }: Caller) => ({ clientId, sub });
const rowIs = ({ clientId, sub, key }: Row) =>
  and(eq(idempotencyKeys.clientId, clientId), eq(idempotencyKeys.sub, sub), eq(idempotencyKeys.key, key));

const digestOf = ({ method, url, body }: FastifyRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('base64url');

async function reserve(db: Database, row: Row, requestSha256: string): Promise<Answer<unknown> | undefined> {
  const abandonedBefore = new Date(Date.now() - ABANDONED_MS);
  await db
    .delete(idempotencyKeys)
    .where(and(rowIs(row), isNull(idempotencyKeys.status), lt(idempotencyKeys.createdAt, abandonedBefore)));
  const reserved = await db
    .insert(idempotencyKeys)
    .values({ ...row, requestSha256, createdAt: new Date() })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (reserved.length === 1) return undefined;
  const [kept] = await db.select().from(idempotencyKeys).where(rowIs(row));
  if (kept === undefined || (kept.status === null && kept.requestSha256 === requestSha256)) {
    throw new ProblemError('idempotency_in_progress', { retryAfterS: 1 });
  }
  if (kept.requestSha256 !== requestSha256) throw new ProblemError('idempotency_conflict');
  return {
    status: kept.status as number,
    headers: kept.headers ?? {},
    body: JSON.parse(kept.body ?? 'null'),
  };
}

function send<Body>(reply: FastifyReply, { status, headers = {}, body }: Answer<Body>): Body {
  reply.code(status).headers(headers);
  return body;
}
