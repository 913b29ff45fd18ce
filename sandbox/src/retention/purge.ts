import type { ApplicationStatus } from '@family-auth/library/protocol/application.ts';
import {
  and,
  asc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  ne,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { undoScope } from '../applications/cards.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { inChunks } from '../database/in-chunks.ts';
import { type ApplicationRow, applications, submissions } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import { attemptCounters, challenges } from '../database/schema/challenges.ts';
import { deletionReceipts, frameFingerprints } from '../database/schema/evidence.ts';
import { judgements } from '../database/schema/judgements.ts';
import { notifications } from '../database/schema/notifications.ts';
import { type Because, countRoles, recordDeletion } from '../evidence/deletion.ts';
import { forgetEvidence } from '../evidence/evidence-files.ts';
import {
  DECISION_KEPT_YEARS,
  DRAFT_KEPT_DAYS,
  daysAgo,
  FINGERPRINTS_KEPT_YEARS,
  RECEIPT_KEPT_YEARS,
  REPUDIATED_SHOWN_DAYS,
  retention,
  yearsAgo,
} from '../rules/retention.ts';

const ENDED: ApplicationStatus[] = ['approved', 'rejected', 'withdrawn', 'expired'];

/** Deletes applications, fingerprints, receipts and counters whose announced term is over. */
export async function purge(backend: Backend): Promise<void> {
  await purgeDrafts(backend);
  await purgeDecisions(backend);
  await purgeFingerprints(backend);
  await purgeReceipts(backend);
  await purgeCounters(backend);
}

/** Never submitted: nothing was decided, and nothing is to be proved. */
function purgeDrafts(backend: Backend): Promise<void> {
  const submitted = backend.db
    .select({ id: submissions.applicationId })
    .from(submissions)
    .where(eq(submissions.applicationId, applications.id));
  return purgeApplications(
    backend,
    () =>
      and(
        inArray(applications.status, ['expired', 'withdrawn']),
        lt(applications.updatedAt, daysAgo(DRAFT_KEPT_DAYS)),
        notExists(submitted),
      ),
    { cause: 'draft_ended', term: retention.draft },
  );
}

/** Decided, expired or withdrawn so long ago; where it bound a card, the card's end counts. */
function purgeDecisions(backend: Backend): Promise<void> {
  const since = yearsAgo(DECISION_KEPT_YEARS);
  const bound = backend.db
    .select({ ref: cards.ref })
    .from(cards)
    .where(
      and(eq(cards.applicationId, applications.id), or(isNull(cards.revokedAt), gt(cards.revokedAt, since))),
    );
  return purgeApplications(
    backend,
    () => and(inArray(applications.status, ENDED), lt(applications.updatedAt, since), notExists(bound)),
    { cause: 'term', term: retention.decision },
  );
}

function purgeApplications(backend: Backend, over: () => SQL | undefined, because: Because): Promise<void> {
  return inChunks(backend, 'purge', {
    next: (after, limit) =>
      backend.db
        .select({ id: applications.id })
        .from(applications)
        .where(and(over(), gt(applications.id, after)))
        .orderBy(asc(applications.id))
        .limit(limit),
    work: (id) =>
      backend.db.transaction(async (tx) => {
        const [row] = await tx
          .select()
          .from(applications)
          .where(and(eq(applications.id, id), over()))
          .for('update');
        if (row !== undefined) await purgeApplication(tx, row, because);
      }),
  });
}

/** The application and every row that hangs on it. */
async function purgeApplication(tx: Database, application: ApplicationRow, because: Because): Promise<void> {
  const { id, subjectJwe } = application;
  const roles = await forgetEvidence(tx, id);
  const counts = {
    fingerprints: await tx.$count(frameFingerprints, eq(frameFingerprints.applicationId, id)),
    challenges: await tx.$count(challenges, eq(challenges.applicationId, id)),
    judgements: await tx.$count(judgements, eq(judgements.applicationId, id)),
    submission: await tx.$count(
      submissions,
      and(eq(submissions.applicationId, id), isNotNull(submissions.jws)),
    ),
  };
  const bound = await tx.select({ ref: cards.ref }).from(cards).where(eq(cards.applicationId, id));
  for (const { ref } of bound) await purgeCard(tx, ref);
  await tx.delete(applications).where(eq(applications.id, id));
  await recordDeletion(tx, application, because, {
    ...countRoles(roles),
    ...counts,
    particulars: subjectJwe === null ? 0 : 1,
    decision: 1,
  });
}

/** What names a card without hanging on it. A message that could not be delivered in all that time has no sense any more. */
async function purgeCard(tx: Database, ref: string): Promise<void> {
  await tx.delete(attemptCounters).where(eq(attemptCounters.scope, undoScope(ref)));
  await tx.delete(notifications).where(eq(notifications.cardRef, ref));
}

function purgeFingerprints(backend: Backend): Promise<void> {
  const over = () => lt(frameFingerprints.at, yearsAgo(FINGERPRINTS_KEPT_YEARS));
  return inChunks(backend, 'purge of fingerprints', {
    next: (after, limit) =>
      backend.db
        .selectDistinct({ id: frameFingerprints.applicationId })
        .from(frameFingerprints)
        .where(and(over(), gt(frameFingerprints.applicationId, after)))
        .orderBy(asc(frameFingerprints.applicationId))
        .limit(limit),
    work: (id) =>
      backend.db.transaction(async (tx) => {
        const [application] = await tx.select().from(applications).where(eq(applications.id, id));
        const gone = await tx
          .delete(frameFingerprints)
          .where(and(eq(frameFingerprints.applicationId, id), over()))
          .returning({ n: frameFingerprints.n });
        await recordDeletion(
          tx,
          application!,
          { cause: 'term', term: retention.fingerprints },
          { fingerprints: gone.length },
        );
      }),
  });
}

async function purgeReceipts({ db }: Backend): Promise<void> {
  await db.delete(deletionReceipts).where(lt(deletionReceipts.at, yearsAgo(RECEIPT_KEPT_YEARS)));
}

/** Counts of a day or a month are good for that day or month; another time zone's evening is allowed for. */
async function purgeCounters({ db }: Backend): Promise<void> {
  const yesterday = daysAgo(1).toISOString().slice(0, 10);
  const { day } = attemptCounters;
  // `2026-11` sorts before every day of that November: a month is compared with a month.
  const over = or(
    and(like(day, '____-__'), lt(day, yesterday.slice(0, 7))),
    and(like(day, '____-__-__%'), lt(day, yesterday)),
  );
  await db.delete(attemptCounters).where(over);
}

/** What is shown of a name or a number that is no longer kept. */
export const ERASED = '*';

/**
 * Erases the relative from cards that have ended and whose consents are withdrawn. Of one that the relative ended, name and
 * number stay as long as the operator is shown that, and the keyed hash as long as the row: without their word that
 * operator cannot bind them again.
 */
export async function eraseEndedCards(db: Database): Promise<void> {
  const withdrawn = db
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.id, cards.applicationId), isNotNull(applications.consentsWithdrawnAt)));
  await db
    .update(cards)
    .set({
      maskedName: ERASED,
      maskedNumber: ERASED,
      documentEndingHash: null,
      subjectHash: sql`case when ${cards.revocation} = 'subject_repudiated' then ${cards.subjectHash} else 'erased:' || ${cards.ref} end`,
    })
    .where(
      and(
        eq(cards.status, 'revoked'),
        ne(cards.maskedName, ERASED),
        or(
          isNull(cards.revocation),
          ne(cards.revocation, 'subject_repudiated'),
          lt(cards.revokedAt, daysAgo(REPUDIATED_SHOWN_DAYS)),
        ),
        exists(withdrawn),
      ),
    );
}
