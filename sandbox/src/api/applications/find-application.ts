import { and, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { type ApplicationRow, applications } from '../../database/schema/applications.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { Caller } from '../access/caller.ts';
import { moveApplication } from './move-application.ts';

/**
 * The caller's own application. Somebody else's is as unknown as one that never was. A draft whose time is up is
 * expired on sight, before any clean-up has come by.
 *
 * @throws ProblemError `not_found`.
 */
export async function findApplication(
  db: Database,
  id: string,
  { sub, clientId }: Caller,
): Promise<ApplicationRow> {
  const mine = and(eq(applications.operatorSub, sub), eq(applications.clientId, clientId));
  const [row] = await db
    .select()
    .from(applications)
    .where(and(eq(applications.id, id), mine));
  if (row === undefined) throw new ProblemError('not_found');
  if (row.status !== 'draft' || row.expiresAt.getTime() > Date.now()) return row;
  return db.transaction((tx) => moveApplication(tx, row, { to: 'expired', actor: 'system' }));
}

/**
 * The caller's own draft, made with the key that calls.
 *
 * @throws ProblemError `not_found`, `draft_expired`, `state_conflict` or `key_mismatch`.
 */
export async function findDraft(db: Database, id: string, caller: Caller): Promise<ApplicationRow> {
  const row = await findApplication(db, id, caller);
  if (row.status === 'expired') throw new ProblemError('draft_expired');
  if (row.status !== 'draft')
    throw new ProblemError('state_conflict', { detail: 'It is no draft any more.' });
  if (row.jkt !== caller.jkt) {
    throw new ProblemError('key_mismatch', { detail: 'The draft was made with another key.' });
  }
  return row;
}
