import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { applications } from '../../database/schema/applications.ts';
import {
  type ChallengeRow,
  type ChallengeStepRow,
  challengeSteps,
  challenges,
} from '../../database/schema/challenges.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { Caller } from '../access/caller.ts';
import { findDraft } from '../applications/find-application.ts';

/**
 * A live-face session of the caller that is still open, locked until the transaction ends.
 *
 * @param work in a transaction; the draft is looked at before.
 * @throws ProblemError `not_found`, `challenge_used`, `challenge_expired` or what `findDraft` throws.
 */
export async function withOpenChallenge<Result>(
  backend: Pick<Backend, 'db' | 'audit' | 'requestJudgement'>,
  id: string,
  caller: Caller,
  work: (tx: Database, challenge: ChallengeRow, revealed: ChallengeStepRow[]) => Promise<Result>,
): Promise<Result> {
  const { db } = backend;
  const [known] = await db.select().from(challenges).where(eq(challenges.id, id));
  if (known === undefined || known.jkt !== caller.jkt) throw new ProblemError('not_found');
  await findDraft(backend, known.applicationId, caller);
  return db.transaction(async (tx) => {
    // The application first, as whoever draws a new session does: neither ever waits for the other in turn.
    await tx.select().from(applications).where(eq(applications.id, known.applicationId)).for('update');
    const [challenge] = await tx.select().from(challenges).where(eq(challenges.id, id)).for('update');
    if (challenge === undefined) throw new ProblemError('not_found');
    if (challenge.usedAt !== null) throw new ProblemError('challenge_used');
    if (challenge.expiresAt.getTime() <= Date.now()) throw new ProblemError('challenge_expired');
    const revealed = await tx
      .select()
      .from(challengeSteps)
      .where(eq(challengeSteps.challengeId, id))
      .orderBy(asc(challengeSteps.i));
    return work(tx, challenge, revealed);
  });
}
