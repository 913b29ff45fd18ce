import type { SubjectRequest } from '@family-auth/library/protocol/subject-request.ts';
import { eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { type ApplicationRow, applications } from '../../database/schema/applications.ts';
import { operators } from '../../database/schema/operators.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { idOfToken } from '../../storage/keyed-token.ts';
import { requireVerifiedAccounts } from '../policy/accepted-methods.ts';

/**
 * The application that waits for this relative's answer, or `undefined`: no such link, or it was answered, withdrawn or
 * has lapsed, or accounts are not verified here.
 */
export async function waitingRequest(
  { db, hash, settings }: Backend,
  token: string,
): Promise<ApplicationRow | undefined> {
  if (!settings.accountsVerified) return undefined;
  const id = idOfToken(hash, 'subject-link', token);
  if (id === undefined) return undefined;
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  const waits =
    row?.status === 'awaiting_subject' &&
    row.method === 'subject_login' &&
    row.expiresAt.getTime() > Date.now();
  return waits ? row : undefined;
}

/**
 * The request behind a link, for the account whose holder proved to be the relative. Others are told no more than that it
 * is not theirs, however often they try: the request goes on waiting for the relative.
 *
 * @param sub who is logged in.
 * @throws ProblemError `accounts_not_verified`, `not_found` or `subject_mismatch`.
 */
export async function findSubjectRequest(
  backend: Backend,
  token: string,
  sub: string,
): Promise<ApplicationRow> {
  requireVerifiedAccounts(backend.settings);
  const row = await waitingRequest(backend, token);
  if (row === undefined) throw new ProblemError('not_found');
  const [account] = await backend.db.select().from(operators).where(eq(operators.sub, sub));
  if (account?.numberHash === row.subjectHash && account.identityVerifiedAt !== null) return row;
  throw new ProblemError('subject_mismatch', {
    detail: "This account is not registered with the relative's number.",
  });
}

/** What the relative is shown of the request. */
export async function requestView(db: Database, row: ApplicationRow): Promise<SubjectRequest> {
  const [operator] = await db.select().from(operators).where(eq(operators.sub, row.operatorSub));
  return {
    application: row.id,
    operator_name: operator?.name ?? '',
    subject_name: row.subjectName,
    relationship: row.relationship,
    expires_at: row.expiresAt.toISOString(),
  };
}
