import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { attemptCounters } from '../database/schema/challenges.ts';

/**
 * Counts one more attempt and says how many there are now, this one included.
 *
 * @param scope what is counted, e.g. `subject:HASH`; never a name or a number.
 * @param day `YYYY-MM-DD` or `YYYY-MM` for a count that begins anew each day or month (UTC), or `ever`.
 * @param by how many are counted. Default 1.
 */
export async function countAttempt(db: Database, scope: string, day: string, by = 1): Promise<number> {
  const [row] = await db
    .insert(attemptCounters)
    .values({ scope, day, count: by })
    .onConflictDoUpdate({
      target: [attemptCounters.scope, attemptCounters.day],
      set: { count: sql`${attemptCounters.count} + ${by}` },
    })
    .returning({ count: attemptCounters.count });
  return row!.count;
}

/** Takes one back: what was counted was none of the attempts that are limited. */
export async function takeBackAttempt(db: Database, scope: string, day: string): Promise<void> {
  await db
    .update(attemptCounters)
    .set({ count: sql`${attemptCounters.count} - 1` })
    .where(and(eq(attemptCounters.scope, scope), eq(attemptCounters.day, day)));
}

/** Begins to count anew. */
export async function forgetAttempts(db: Database, scope: string, day: string): Promise<void> {
  await db.delete(attemptCounters).where(and(eq(attemptCounters.scope, scope), eq(attemptCounters.day, day)));
}

export const todayUtc = (): string => new Date().toISOString().slice(0, 10);
export const thisMonthUtc = (): string => new Date().toISOString().slice(0, 7);
