import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../context/caller.ts';
import type { Database } from '../database/database.ts';
import { idempotencyKeys } from '../database/schema/housekeeping.ts';
import { ProblemError } from '../errors/errors.ts';

/** What a handler answers, in a form that can be kept and answered again. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Body;
}

/**
 * Runs `work` once for an `Idempotency-Key`, in one transaction with the note of its answer: the same key with the
 * same body gets the stored answer, with another body `idempotency_conflict`, while in progress
 * `idempotency_in_progress`. What failed, or lost its process or its database, leaves nothing behind and may be tried
 * again at once. Without a key it just runs.
 */
export function idempotently<Body>(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Database) => Promise<Answer<Body>>,
): Promise<Body> {
  const key = idempotencyKeyOf(request);
  const answered = db.transaction((tx) =>
    key === undefined ? work(tx) : answerOnce(tx, { ...scopeOf(callerOf(request)), key }, request, work),
  );
  return answered.then((answer) => send(reply, answer));
}

async function answerOnce<Body>(
  tx: Database,
  row: Row,
  request: FastifyRequest,
  work: (tx: Database) => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  if (!(await lock(tx, row))) throw new ProblemError('idempotency_in_progress', { retryAfterS: 1 });
  const requestSha256 = digestOf(request);
  const [kept] = await tx.select().from(idempotencyKeys).where(rowIs(row));
  if (kept !== undefined && kept.requestSha256 !== requestSha256) {
    throw new ProblemError('idempotency_conflict');
  }
  if (kept !== undefined) {
    return { status: kept.status, headers: kept.headers, body: JSON.parse(kept.body) as Body };
  }
  const answer = await work(tx);
  const { status, headers = {}, body } = answer;
  await tx.insert(idempotencyKeys).values({
    ...row,
    requestSha256,
    status,
    headers: { ...headers },
    body: JSON.stringify(body),
    createdAt: new Date(),
  });
  return answer;
}

/** Held until the transaction ends, however it ends. */
async function lock(tx: Database, { clientId, sub, key }: Row): Promise<boolean> {
  const name = JSON.stringify([clientId, sub, key]);
  const { rows } = (await tx.execute(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as taken`,
  )) as unknown as { rows: { taken: boolean }[] };
  return rows[0]!.taken;
}

/** @throws ProblemError `malformed` when the request carries no `Idempotency-Key`. */
export function requireIdempotencyKey(request: FastifyRequest): void {
  if (idempotencyKeyOf(request) === undefined) {
    throw new ProblemError('malformed', { detail: 'The Idempotency-Key header is missing.' });
  }
}

/** A structured-field string (draft-ietf-httpapi-idempotency-key-header) or, forgivingly, a bare token. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const field = headers['idempotency-key'];
  if (field === undefined) return undefined;
  const key = /^"?([A-Za-z0-9._~:-]{8,128})"?$/.exec(String(field))?.[1];
  if (key === undefined)
    throw new ProblemError('malformed', {
      detail: 'The Idempotency-Key header is malformed: 8 to 128 characters of A-Z, a-z, 0-9 and . _ ~ : -',
    });
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

function send<Body>(reply: FastifyReply, { status, headers = {}, body }: Answer<Body>): Body {
  reply.code(status).headers(headers);
  return body;
}
