import { isDeepStrictEqual } from 'node:util';
import type { Submission } from '@family-auth/library/protocol/submission.ts';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { challengeSteps, challenges } from '../../database/schema/challenges.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { UPLOAD_GRACE_S } from '../policy/policy.ts';

/**
 * Uses up the live-face session a manifest names: it must be this draft's, finished, with the receipts and the chain
 * this backend saw.
 *
 * @throws ProblemError `not_found`, `challenge_used`, `challenge_expired`, `evidence_incomplete` or `manifest_mismatch`.
 */
export async function useChallenge(
  tx: Database,
  application: ApplicationRow,
  claimed: NonNullable<Submission['challenge']>,
): Promise<void> {
  const [challenge] = await tx.select().from(challenges).where(eq(challenges.id, claimed.id)).for('update');
  if (challenge?.applicationId !== application.id) throw new ProblemError('not_found');
  if (challenge.usedAt !== null) throw new ProblemError('challenge_used');
  if (challenge.expiresAt.getTime() + UPLOAD_GRACE_S * 1000 < Date.now())
    throw new ProblemError('challenge_expired');
  const steps = await tx
    .select()
    .from(challengeSteps)
    .where(eq(challengeSteps.challengeId, challenge.id))
    .orderBy(asc(challengeSteps.i));
  const receipts = steps.flatMap(({ receipt }) => receipt ?? []);
  // A swapped step stands in the plan twice, and is committed once.
  if (receipts.length !== new Set(challenge.plan.map(({ i }) => i)).size)
    throw new ProblemError('evidence_incomplete');
  const same =
    claimed.nonce === challenge.nonce &&
    claimed.policy_version === challenge.policyVersion &&
    claimed.chain === steps.at(-1)?.chain &&
    isDeepStrictEqual(claimed.receipts, receipts);
  if (!same)
    throw new ProblemError('manifest_mismatch', { detail: 'The session is not as it was committed.' });
  await tx.update(challenges).set({ usedAt: new Date() }).where(eq(challenges.id, challenge.id));
}
