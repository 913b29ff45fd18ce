import { eq } from 'drizzle-orm';
import { countAttempt } from '../../database/count-attempt.ts';
import { type ApplicationRow, applications } from '../../database/schema/applications.ts';
import { operators } from '../../database/schema/operators.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { WRONG_RELATIVES_MAX } from '../policy/policy.ts';
import { settleAnswer } from './settle-answer.ts';
import { applicationOf } from './subject-token.ts';

/**
 * The application that waits for this relative's answer, or `undefined`: no such link, or it was answered, withdrawn or
 * has lapsed.
 */
export async function waitingRequest(
  { db, hash }: Backend,
  token: string,
): Promise<ApplicationRow | undefined> {
  const id = applicationOf(hash, token);
  if (id === undefined) return undefined;
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  const waits =
    row?.status === 'awaiting_subject' &&
    row.method === 'subject_login' &&
    row.expiresAt.getTime() > Date.now();
  return waits ? row : undefined;
}

/**
 * The request behind a link, for an account that is registered with the relative's number. Other accounts have few
 * tries: then the application ends.
 *
 * @param sub who is logged in.
 * @throws ProblemError `not_found` or `subject_mismatch`.
 */
export async function findSubjectRequest(
  backend: Backend,
  token: string,
  sub: string,
): Promise<ApplicationRow> {
  const row = await waitingRequest(backend, token);
  if (row === undefined) throw new ProblemError('not_found');
  const [account] = await backend.db.select().from(operators).where(eq(operators.sub, sub));
  if (account?.numberHash === row.subjectHash) return row;
  const wrong = await countAttempt(backend.db, `subject-mismatch:${row.id}`, 'ever');
  if (wrong >= WRONG_RELATIVES_MAX) {
    await settleAnswer(backend, row.id, {
      agreed: false,
      reason: 'identity_mismatch',
      decidedBy: 'system',
    });
  }
  throw new ProblemError('subject_mismatch', {
    detail: "This account is not registered with the relative's number.",
  });
}
