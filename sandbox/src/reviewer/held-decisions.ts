import { and, eq, gt } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import { applications } from '../database/schema/applications.ts';
import { heldDecisions, reviewClaims, reviewProposals } from '../database/schema/judgements.ts';
import { isOf, lapseAt, lockWaiting } from './review-claims.ts';
import type { RecentDecision, ReviewDecision } from './review-desk.ts';

/**
 * Holds a decision for as long as it can be taken back. Where the review would end meanwhile it is due at once: what was decided
 * in time counts.
 */
export async function holdDecision(
  { db, audit, settings }: Backend,
  id: string,
  { decision, reason, note }: ReviewDecision,
  reviewer: string,
): Promise<'held' | 'gone'> {
  return db.transaction(async (tx) => {
    if (!(await lockWaiting(tx, id))) return 'gone';
    const claimed = await tx.delete(reviewClaims).where(isOf(id, reviewer)).returning();
    if (claimed.length === 0) return 'gone';
    const [row] = await tx.select().from(applications).where(eq(applications.id, id));
    const at = new Date();
    const untilMs = at.getTime() + settings.reviewUndoS * 1000;
    const until = row !== undefined && row.expiresAt.getTime() > untilMs ? new Date(untilMs) : at;
    await tx.insert(heldDecisions).values({ applicationId: id, reviewer, decision, reason, note, at, until });
    const details = { decision, ...(reason === null ? {} : { reason }) };
    await audit.append(tx, { actor: `reviewer:${reviewer}`, action: 'review.decided', object: id, details });
    return 'held';
  });
}

/**
 * Takes back a decision that is held still, or a recommendation of the last moments that nobody has followed, and gives the case
 * to its reviewer again.
 */
export async function takeBack(
  { db, audit, settings }: Backend,
  id: string,
  reviewer: string,
): Promise<'undone' | 'too_late'> {
  return db.transaction(async (tx) => {
    await tx.select({ id: applications.id }).from(applications).where(eq(applications.id, id)).for('update');
    const now = new Date();
    const mine = and(eq(heldDecisions.applicationId, id), eq(heldDecisions.reviewer, reviewer));
    const held = await tx
      .delete(heldDecisions)
      .where(and(mine, gt(heldDecisions.until, now)))
      .returning();
    // Not behind the back of a second reviewer who has the case, or whose decision is held.
    if (
      held.length === 0 &&
      !((await lockWaiting(tx, id)) && (await takeBackProposal(tx, id, reviewer, settings.reviewUndoS)))
    ) {
      return 'too_late';
    }
    const claim = { reviewer, since: now, until: lapseAt() };
    await tx.insert(reviewClaims).values({ applicationId: id, ...claim });
    await audit.append(tx, { actor: `reviewer:${reviewer}`, action: 'review.taken_back', object: id });
    return 'undone';
  });
}

async function takeBackProposal(
  tx: Backend['db'],
  id: string,
  reviewer: string,
  undoS: number,
): Promise<boolean> {
  const claims = await tx
    .select()
    .from(reviewClaims)
    .where(and(eq(reviewClaims.applicationId, id), gt(reviewClaims.until, new Date())));
  if (claims.length > 0) return false;
  const mine = and(eq(reviewProposals.applicationId, id), eq(reviewProposals.reviewer, reviewer));
  const since = new Date(Date.now() - undoS * 1000);
  const taken = await tx
    .delete(reviewProposals)
    .where(and(mine, gt(reviewProposals.at, since)))
    .returning();
  if (taken.length === 0) return false;
  await tx.delete(reviewClaims).where(eq(reviewClaims.applicationId, id));
  return true;
}

/** What a reviewer can take back still, the last first. */
export async function recentDecisions(
  { db, settings }: Backend,
  reviewer: string,
): Promise<RecentDecision[]> {
  const now = Date.now();
  const undoMs = settings.reviewUndoS * 1000;
  const name = applications.subjectName;
  const held = await db
    .select({ held: heldDecisions, name })
    .from(heldDecisions)
    .innerJoin(applications, eq(applications.id, heldDecisions.applicationId))
    .where(and(eq(heldDecisions.reviewer, reviewer), gt(heldDecisions.until, new Date(now))));
  const proposed = await db
    .select({ proposal: reviewProposals, name })
    .from(reviewProposals)
    .innerJoin(applications, eq(applications.id, reviewProposals.applicationId))
    .where(and(eq(reviewProposals.reviewer, reviewer), gt(reviewProposals.at, new Date(now - undoMs))));
  const recent: RecentDecision[] = [
    ...held.map(({ held: { applicationId, decision, until }, name: subjectName }) => ({
      applicationId,
      subjectName,
      decision,
      until,
    })),
    ...proposed.map(({ proposal: { applicationId, at }, name: subjectName }) => ({
      applicationId,
      subjectName,
      decision: 'proposed' as const,
      until: new Date(at.getTime() + undoMs),
    })),
  ];
  return recent.sort((one, other) => other.until.getTime() - one.until.getTime());
}
