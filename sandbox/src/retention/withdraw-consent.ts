import { isFinal } from '@family-auth/library/protocol/application.ts';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { moveApplication } from '../applications/move-application.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import {
  type ApplicationRow,
  applications,
  applicationTransitions,
  submissions,
} from '../database/schema/applications.ts';
import { attemptCounters, challenges } from '../database/schema/challenges.ts';
import { frameFingerprints } from '../database/schema/evidence.ts';
import { idempotencyKeys } from '../database/schema/housekeeping.ts';
import { judgements, reviewProposals } from '../database/schema/judgements.ts';
import { ProblemError } from '../errors/errors.ts';
import { type Because, countRoles, type Deleted, recordDeletion } from '../evidence/deletion.ts';
import { forgetEvidence } from '../evidence/evidence-files.ts';
import { countAttempt, todayUtc } from '../limits/count-attempt.ts';
import { daysAgo } from '../rules/retention.ts';
import { ERASED, eraseEndedCards } from './purge.ts';

/**
 * Withdraws the consents of an application, whatever its status, once: one that is not decided ends as `withdrawn`; a
 * decision stays. Nothing is kept by which the relative could be known but a card that was bound, until it is unbound.
 *
 * @param actor who asked for it: `operator:SUB` or `subject`.
 * @throws ProblemError `not_found`.
 */
export const withdrawConsent = (
  backend: Backend,
  applicationId: string,
  actor: string,
): Promise<ApplicationRow> => withdraw(backend, applicationId, actor, 'consent_withdrawn');

/**
 * Takes an application back that is not decided, its consents with it. A second time is harmless.
 *
 * @throws ProblemError `not_found`, or `state_conflict` for one that is decided or has expired.
 */
export const withdrawApplication = (
  backend: Backend,
  applicationId: string,
  actor: string,
): Promise<ApplicationRow> => withdraw(backend, applicationId, actor, 'application_withdrawn');

function withdraw(
  backend: Backend,
  applicationId: string,
  actor: string,
  cause: 'consent_withdrawn' | 'application_withdrawn',
): Promise<ApplicationRow> {
  return backend.db.transaction(async (tx) => {
    const [found] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for('update');
    if (found === undefined) throw new ProblemError('not_found');
    const decided = isFinal(found.status) && found.status !== 'withdrawn';
    if (decided && cause === 'application_withdrawn') {
      throw new ProblemError('state_conflict', {
        detail: 'The application has been decided. Withdraw its consents instead.',
      });
    }
    if (found.consentsWithdrawnAt !== null) return found;
    const ended = isFinal(found.status)
      ? found
      : await moveApplication(backend, tx, found, { to: 'withdrawn', actor });
    await backend.audit.append(tx, {
      actor,
      action: 'application.erased',
      object: applicationId,
      details: { cause },
    });
    return erase(backend, tx, ended, { cause });
  });
}

/** Erases the relative from an application. What stays: what was decided, when and in which way, and the consents' record. */
async function erase(
  backend: Backend,
  tx: Database,
  application: ApplicationRow,
  because: Because,
): Promise<ApplicationRow> {
  const sent = await eraseSent(tx, application);
  await eraseTraces(tx, application);
  const [erased] = await tx
    .update(applications)
    .set({
      version: application.version + 1,
      subjectJwe: null,
      subjectHash: backend.hash('erased', application.id),
      subjectName: ERASED,
      appointmentHash: null,
      appealText: null,
      subjectAnswer: null,
      consentsWithdrawnAt: new Date(),
    })
    .where(eq(applications.id, application.id))
    .returning();
  await eraseEndedCards(tx);
  await recordDeletion(tx, application, because, { ...sent, particulars: 1 });
  return erased!;
}

/** What was sent for the application: pictures, trace, challenges and the signed document. Says how many of each. */
async function eraseSent(tx: Database, application: ApplicationRow): Promise<Deleted> {
  const { id, subjectHash } = application;
  const roles = await forgetEvidence(tx, id);
  const fingerprints = await tx
    .delete(frameFingerprints)
    .where(eq(frameFingerprints.applicationId, id))
    .returning({ n: frameFingerprints.n });
  if (fingerprints.length > 0) await noteWithdrawnPictures(tx, subjectHash);
  const sessions = await tx
    .delete(challenges)
    .where(eq(challenges.applicationId, id))
    .returning({ id: challenges.id });
  const documents = await tx
    .update(submissions)
    .set({ jws: null, challengeId: null })
    .where(eq(submissions.applicationId, id))
    .returning({ id: submissions.applicationId });
  return {
    ...countRoles(roles),
    fingerprints: fingerprints.length,
    challenges: sessions.length,
    submission: documents.length,
  };
}

/** What judging, deciding and answering left behind that tells of the relative. */
async function eraseTraces(tx: Database, { id, operatorSub, clientId }: ApplicationRow): Promise<void> {
  await tx.delete(reviewProposals).where(eq(reviewProposals.applicationId, id));
  await tx.update(judgements).set({ checks: [], note: null }).where(eq(judgements.applicationId, id));
  // A relative who answered is named by their account.
  await tx
    .update(judgements)
    .set({ decidedBy: 'subject' })
    .where(and(eq(judgements.applicationId, id), sql`${judgements.decidedBy} like 'subject:%'`));
  await tx
    .update(applicationTransitions)
    .set({ actor: 'subject' })
    .where(
      and(
        eq(applicationTransitions.applicationId, id),
        sql`${applicationTransitions.actor} like 'subject:%'`,
      ),
    );
  // Kept answers show the masked name.
  await tx
    .delete(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.clientId, clientId),
        eq(idempotencyKeys.sub, operatorSub),
        sql`position(${id} in ${idempotencyKeys.body}) > 0`,
      ),
    );
}

const scopeOf = (subjectHash: string) => `pictures-withdrawn:${subjectHash}`;

/** Notes that pictures of a relative were judged and are not known again: their fingerprints went with the consents. */
async function noteWithdrawnPictures(tx: Database, subjectHash: string): Promise<void> {
  await countAttempt(tx, scopeOf(subjectHash), todayUtc());
}

/**
 * Whether that was today or yesterday (UTC). Whoever withdraws after each refusal could try the same video for a whole day
 * without its being known again: a person decides then.
 */
export async function picturesWithdrawnLately(db: Database, subjectHash: string): Promise<boolean> {
  const days = [todayUtc(), daysAgo(1).toISOString().slice(0, 10)];
  const rows = await db
    .select({ count: attemptCounters.count })
    .from(attemptCounters)
    .where(and(eq(attemptCounters.scope, scopeOf(subjectHash)), inArray(attemptCounters.day, days)));
  return rows.length > 0;
}
