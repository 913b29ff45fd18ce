import type { ApplicationStatus } from '@family-auth/library/protocol/application.ts';
import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Caller, CallingPortalServer } from '../context/caller.ts';
import type { Database } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { ProblemError } from '../errors/errors.ts';
import { deleteEvidence } from '../evidence/deletion.ts';
import { retention } from '../rules/retention.ts';
import { moveApplication } from './move-application.ts';

/**
 * The caller's own application. Somebody else's is as unknown as one that never was. One whose time is up is ended on
 * sight, before any clean-up has come by: a draft or a review expires, a waiting for the relative was in vain.
 *
 * @throws ProblemError `not_found`.
 */
export const findApplication = (
  backend: Pick<Backend, 'db' | 'audit' | 'requestJudgement'>,
  id: string,
  { sub, clientId, handOff }: Pick<Caller, 'sub' | 'clientId' | 'handOff'>,
): Promise<ApplicationRow> =>
  findAmong(
    backend,
    id,
    and(
      eq(applications.operatorSub, sub),
      eq(applications.clientId, clientId),
      ...(handOff === undefined ? [] : [eq(applications.id, handOff.applicationId)]),
    ),
  );

/** An application that somebody made by a client of a portal, for the portal's server. @throws ProblemError `not_found`. */
export const findApplicationOfPortal = (
  backend: Pick<Backend, 'db' | 'audit' | 'requestJudgement'>,
  id: string,
  { clientIds }: Pick<CallingPortalServer, 'clientIds'>,
): Promise<ApplicationRow> => findAmong(backend, id, inArray(applications.clientId, [...clientIds]));

async function findAmong(
  backend: Pick<Backend, 'db' | 'audit' | 'requestJudgement'>,
  id: string,
  mine: SQL | undefined,
): Promise<ApplicationRow> {
  const { db } = backend;
  const read = async () => {
    const [row] = await db
      .select()
      .from(applications)
      .where(and(eq(applications.id, id), mine));
    if (row === undefined) throw new ProblemError('not_found');
    return row;
  };
  const row = await read();
  if (!isLapsed(row)) return row;
  try {
    return await db.transaction((tx) => lapse(backend, tx, row));
  } catch (error) {
    // Another page that looked at the same moment has ended it.
    if (error instanceof ProblemError && error.code === 'state_conflict') return read();
    throw error;
  }
}

/** The statuses that last until `expiresAt` at the longest. */
export const LAPSING: ApplicationStatus[] = ['draft', 'awaiting_subject', 'manual_review'];

/** Whether a draft, a review, or the waiting for a relative has lasted longer than it may. */
export const isLapsed = ({ status, expiresAt }: ApplicationRow): boolean =>
  LAPSING.includes(status) && expiresAt.getTime() <= Date.now();

/** Ends what {@link isLapsed}. Whatever was sent for a draft or a review is deleted with its end. */
export async function lapse(
  backend: Pick<Backend, 'audit' | 'requestJudgement'>,
  tx: Database,
  row: ApplicationRow,
): Promise<ApplicationRow> {
  if (row.status === 'awaiting_subject') {
    return moveApplication(backend, tx, row, {
      to: 'rejected',
      reason: 'subject_no_response',
      actor: 'system',
    });
  }
  const ofReview = row.status === 'manual_review';
  const moved = await moveApplication(backend, tx, row, {
    to: 'expired',
    actor: 'system',
    reason: ofReview ? 'review_expired' : undefined,
  });
  await deleteEvidence(
    tx,
    row,
    ofReview ? { cause: 'review_deadline', term: retention.review } : { cause: 'draft_ended' },
  );
  return moved;
}

/**
 * The caller's own draft, made with the key that calls.
 *
 * @throws ProblemError `not_found`, `draft_expired`, `state_conflict` or `key_mismatch`.
 */
export async function findDraft(
  backend: Pick<Backend, 'db' | 'audit' | 'requestJudgement'>,
  id: string,
  caller: Caller,
): Promise<ApplicationRow> {
  return asDraft(await findApplication(backend, id, caller), caller);
}

/** The one key that may do a draft's evidence: of the device it was handed over to, else of the one that made it. */
export const keyOfDraft = ({ jkt, holderJkt }: ApplicationRow): string => holderJkt ?? jkt;

/** The row itself where it is a draft made with the key that calls. @throws as {@link findDraft}. */
export function asDraft(row: ApplicationRow, caller: Caller): ApplicationRow {
  if (row.status === 'expired') throw new ProblemError('draft_expired');
  if (row.status !== 'draft')
    throw new ProblemError('state_conflict', { detail: 'The application is no longer a draft.' });
  if (keyOfDraft(row) !== caller.jkt) {
    throw new ProblemError('key_mismatch', {
      detail:
        row.holderJkt === null
          ? 'The draft was created with another device key.'
          : 'The draft is handed over to another device. Cancel the hand-off to take it back.',
    });
  }
  return row;
}
