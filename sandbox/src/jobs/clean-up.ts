import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or } from 'drizzle-orm';
import { LAPSING, lapse } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import { inChunks } from '../database/in-chunks.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { cardCodes, serviceLinks } from '../database/schema/cards.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { idempotencyKeys, usedTokenIds } from '../database/schema/housekeeping.ts';
import { oidcPayloads } from '../database/schema/operators.ts';
import { staffSessions } from '../database/schema/staff.ts';
import { describeFault } from '../errors/errors.ts';
import { type Because, deleteEvidence } from '../evidence/deletion.ts';
import { endHandOffs } from '../hand-off/hand-offs.ts';
import { forgetDelivered } from '../notifications/deliver-notifications.ts';
import { eraseEndedCards, purge } from '../retention/purge.ts';
import { APPEAL_WINDOW_DAYS, daysAgo, retention } from '../rules/retention.ts';
import { LONGEST_MS } from '../staff/staff-sessions.ts';

/**
 * Ends drafts, reviews and waiting that last too long, deletes what is kept no longer by the announced terms, and forgets
 * what has expired; takes up keys that were rotated. What fails is logged, the rest is done all the same.
 */
export async function cleanUp(backend: Backend): Promise<void> {
  for (const step of [
    endLapsed,
    endHandOffs,
    deleteEvidenceInTime,
    ({ db }: Backend) => eraseEndedCards(db),
    purge,
    forgetExpired,
    forgetDelivered,
    ({ keys }: Backend) => keys.renew(),
  ]) {
    await step(backend).catch((error: unknown) => backend.log(`clean-up: ${describeFault(error)}`));
  }
}

function endLapsed(backend: Backend): Promise<void> {
  const { db } = backend;
  const lapsed = () => and(inArray(applications.status, LAPSING), lt(applications.expiresAt, new Date()));
  return inChunks(backend, 'clean-up', {
    next: (after, limit) =>
      db
        .select({ id: applications.id })
        .from(applications)
        .where(and(lapsed(), gt(applications.id, after)))
        .orderBy(asc(applications.id))
        .limit(limit),
    work: (id) =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(applications)
          .where(and(eq(applications.id, id), lapsed()))
          .for('update');
        if (row !== undefined) await lapse(backend, tx, row);
      }),
  });
}

/** Withdrawn, expired and approved: at once. Rejected: when the window for an appeal is over. */
function deleteEvidenceInTime(backend: Backend): Promise<void> {
  const { db } = backend;
  const over = () =>
    or(
      inArray(applications.status, ['approved', 'withdrawn', 'expired']),
      and(eq(applications.status, 'rejected'), lt(applications.updatedAt, daysAgo(APPEAL_WINDOW_DAYS))),
    );
  return inChunks(backend, 'deletion of evidence', {
    next: (after, limit) =>
      db
        .selectDistinct({ id: evidenceParts.applicationId })
        .from(evidenceParts)
        .innerJoin(applications, eq(applications.id, evidenceParts.applicationId))
        .where(and(isNull(evidenceParts.deletedAt), gt(evidenceParts.applicationId, after), over()))
        .orderBy(asc(evidenceParts.applicationId))
        .limit(limit),
    work: (id) =>
      db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(applications)
          .where(and(eq(applications.id, id), over()))
          .for('update');
        if (row !== undefined) await deleteEvidence(tx, row, becauseOf(row));
      }),
  });
}

function becauseOf({ status, reason }: ApplicationRow): Because {
  if (status === 'approved') return { cause: 'approved' };
  if (status === 'rejected') return { cause: 'appeal_window', term: retention.face_frames };
  return reason === 'review_expired'
    ? { cause: 'review_deadline', term: retention.review }
    : { cause: 'draft_ended' };
}

async function forgetExpired({ db }: Backend): Promise<void> {
  const now = new Date();
  await db.delete(usedTokenIds).where(lt(usedTokenIds.expiresAt, now));
  await db
    .delete(oidcPayloads)
    .where(and(isNotNull(oidcPayloads.expiresAt), lt(oidcPayloads.expiresAt, now)));
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, daysAgo(1)));
  await db.delete(cardCodes).where(lt(cardCodes.expiresAt, now));
  await db.delete(serviceLinks).where(lt(serviceLinks.expiresAt, now));
  await db.delete(staffSessions).where(lt(staffSessions.beganAt, new Date(now.getTime() - LONGEST_MS)));
}
