import { and, asc, eq, lte } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import { applications } from '../database/schema/applications.ts';
import { heldDecisions } from '../database/schema/judgements.ts';
import { describeFault } from '../errors/errors.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { settleJudgement } from './settle-judgement.ts';

/** How many are settled in one turn. */
const TURN = 100;

/** Settles the reviewers' decisions that nobody can take back any more; what fails is logged and tried again. */
export async function settleHeldDecisions(backend: Backend, registry: CitizenRegistry): Promise<void> {
  const due = await backend.db
    .select({ id: heldDecisions.applicationId })
    .from(heldDecisions)
    .where(lte(heldDecisions.until, new Date()))
    .orderBy(asc(heldDecisions.until))
    .limit(TURN);
  for (const { id } of due) {
    await settleHeld(backend, registry, id).catch((error: unknown) =>
      backend.log(`decision on ${id}: ${describeFault(error)}`),
    );
  }
}

/**
 * Settles one held decision whose time has come, with all that follows from it, or nothing of it.
 *
 * @returns whether it was there to be settled, and the application still waited for it.
 */
export function settleHeld(backend: Backend, registry: CitizenRegistry, id: string): Promise<boolean> {
  return backend.db.transaction(async (tx) => {
    // Whoever takes the decision back has this lock, too: one of the two comes first.
    await tx.select().from(applications).where(eq(applications.id, id)).for('update');
    const isDue = and(eq(heldDecisions.applicationId, id), lte(heldDecisions.until, new Date()));
    const [held] = await tx.delete(heldDecisions).where(isDue).returning();
    if (held === undefined) return false;
    return settleJudgement({ ...backend, db: tx }, registry, id, 'manual_review', {
      verdict: held.decision,
      reason: held.reason ?? undefined,
      checks: [],
      decidedBy: `reviewer:${held.reviewer}`,
      note: held.note,
    });
  });
}
