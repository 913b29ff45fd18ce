import { and, eq, gt, lte, notExists, type SQL, sql } from 'drizzle-orm';
import type { ReviewLook } from '../audit/audit-log.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { heldDecisions, reviewClaims, reviewProposals } from '../database/schema/judgements.ts';
import { CLAIM_MINUTES } from './review-desk.ts';

export const lapseAt = () => new Date(Date.now() + CLAIM_MINUTES * 60_000);

/** Takes a case that nobody has, or whose claim has lapsed; of two at once the database lets one. */
export async function takeClaim(
  { db, audit }: Backend,
  id: string,
  reviewer: string,
): Promise<'claimed' | 'taken' | 'gone'> {
  return db.transaction(async (tx) => {
    if (!(await lockWaiting(tx, id))) return 'gone';
    const now = new Date();
    const claim = { reviewer, since: now, until: lapseAt() };
    const taken = await tx
      .insert(reviewClaims)
      .values({ applicationId: id, ...claim })
      .onConflictDoUpdate({
        target: reviewClaims.applicationId,
        set: claim,
        setWhere: sql`${lte(reviewClaims.until, now)} or ${eq(reviewClaims.reviewer, reviewer)}`,
      })
      .returning({ reviewer: reviewClaims.reviewer });
    if (taken.length === 0) return 'taken';
    await audit.append(tx, { actor: `reviewer:${reviewer}`, action: 'review.claimed', object: id });
    return 'claimed';
  });
}

export async function giveBackClaim({ db, audit }: Backend, id: string, reviewer: string): Promise<void> {
  await db.transaction(async (tx) => {
    const given = await tx.delete(reviewClaims).where(isOf(id, reviewer)).returning();
    if (given.length === 0) return;
    await audit.append(tx, { actor: `reviewer:${reviewer}`, action: 'review.given_back', object: id });
  });
}

/**
 * Puts off the lapse of a reviewer's claim and enters in the audit log what they are about to see.
 *
 * @returns whether they have the case still. Otherwise nothing is entered.
 */
export async function actOnClaim(
  { db, audit }: Backend,
  id: string,
  reviewer: string,
  look?: ReviewLook,
  details: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const held = await tx
      .update(reviewClaims)
      .set({ until: lapseAt() })
      .where(and(isOf(id, reviewer), gt(reviewClaims.until, new Date())))
      .returning({ id: reviewClaims.applicationId });
    if (held.length === 0) return false;
    const actor = `reviewer:${reviewer}`;
    if (look) await audit.append(tx, { actor, action: `review.${look}`, object: id, details });
    return true;
  });
}

/** What waits for a reviewer: not what is over, and not what is decided and held for a moment. */
export const waitsForReview = (db: Database): SQL | undefined =>
  and(
    eq(applications.status, 'manual_review'),
    gt(applications.expiresAt, new Date()),
    notExists(
      db.select({ held: sql`1` }).from(heldDecisions).where(eq(heldDecisions.applicationId, applications.id)),
    ),
  );

/** Locks the application until the transaction ends: it is not decided or withdrawn meanwhile. */
export async function lockWaiting(tx: Database, id: string): Promise<boolean> {
  // The lock first: what another transaction has held or settled meanwhile is seen by the second statement alone.
  await tx.select({ id: applications.id }).from(applications).where(eq(applications.id, id)).for('update');
  const rows = await tx
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.id, id), waitsForReview(tx)));
  return rows.length === 1;
}

export const isOf = (id: string, reviewer: string) =>
  and(eq(reviewClaims.applicationId, id), eq(reviewClaims.reviewer, reviewer));

/**
 * Keeps an approval until a second reviewer has decided, and gives the case back to the queue.
 *
 * @returns `second` where another one has proposed it before; `needs_another` where this one has.
 */
export async function proposeApproval(
  { db, audit }: Backend,
  id: string,
  reviewer: string,
  note: string,
): Promise<'proposed' | 'needs_another' | 'second' | 'gone'> {
  return db.transaction(async (tx) => {
    if (!(await lockWaiting(tx, id))) return 'gone';
    const proposal = { reviewer, note, at: new Date() };
    const kept = await tx
      .insert(reviewProposals)
      .values({ applicationId: id, ...proposal })
      .onConflictDoNothing()
      .returning();
    if (kept.length === 0) {
      const [first] = await tx.select().from(reviewProposals).where(eq(reviewProposals.applicationId, id));
      return first?.reviewer === reviewer ? 'needs_another' : 'second';
    }
    await tx.delete(reviewClaims).where(isOf(id, reviewer));
    await audit.append(tx, { actor: `reviewer:${reviewer}`, action: 'review.approval_proposed', object: id });
    return 'proposed';
  });
}
