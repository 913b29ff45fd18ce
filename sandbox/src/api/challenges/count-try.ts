import { countAttempt, thisMonthUtc, todayUtc } from '../../database/count-attempt.ts';
import type { Database } from '../../database/database.ts';

/** Tries for one relative so far, over all operators, this one included. */
export interface Tries {
  readonly triesToday: number;
  readonly triesThisMonth: number;
}

/**
 * Counts one more try for a relative: a session that was drawn, or a movement that was exchanged in one. Never refuses:
 * after a few of them a person decides, so that a stranger who uses them up locks nobody out.
 */
export async function countTry(tx: Database, subjectHash: string): Promise<Tries> {
  const scope = `tries:${subjectHash}`;
  return {
    triesToday: await countAttempt(tx, scope, todayUtc()),
    triesThisMonth: await countAttempt(tx, scope, thisMonthUtc()),
  };
}
