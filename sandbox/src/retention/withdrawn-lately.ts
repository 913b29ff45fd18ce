import { and, eq, inArray } from 'drizzle-orm';
import { daysAgo } from '../api/policy/retention.ts';
import { countAttempt, todayUtc } from '../database/count-attempt.ts';
import type { Database } from '../database/database.ts';
import { attemptCounters } from '../database/schema/challenges.ts';

const scopeOf = (subjectHash: string) => `pictures-withdrawn:${subjectHash}`;

/** Notes that pictures of a relative were judged and are not known again: their fingerprints went with the consents. */
export async function noteWithdrawnPictures(tx: Database, subjectHash: string): Promise<void> {
  await countAttempt(tx, scopeOf(subjectHash), todayUtc());
}

/**
 * Whether that was today or yesterday (UTC). Whoever withdraws after each refusal could try the same film for a whole day
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
