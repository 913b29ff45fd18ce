import { randomBytes, randomInt } from 'node:crypto';
import { and, count, eq, isNull } from 'drizzle-orm';
import { drawPlan } from '../../../../src/challenge/plan.ts';
import { policyFor } from '../../../../src/challenge/policy-for.ts';
import type { Challenge, ChallengeRequest } from '../../../../src/protocol/challenge.ts';
import { countAttempt, todayUtc } from '../../database/count-attempt.ts';
import type { Database } from '../../database/database.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { challengeSteps, challenges } from '../../database/schema/challenges.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { Settings } from '../../server/settings.ts';
import { CHALLENGE_TTL_RELAXED_S, CHALLENGE_TTL_S, SUBJECT_ATTEMPTS_PER_DAY } from '../policy/policy.ts';
import { newId } from '../wire/new-id.ts';

const DAY_MS = 86_400_000;
const NONCE_BYTES = 32;

/**
 * Draws the plan of a live-face session and reveals its first step. A session of the same draft that was still open
 * ends with this.
 *
 * @throws ProblemError `attempts_exhausted`.
 */
export async function drawChallenge(
  tx: Database,
  { maxAttempts }: Settings,
  application: ApplicationRow,
  request: ChallengeRequest,
): Promise<Challenge> {
  const attempts = await countAttempts(tx, application, maxAttempts);
  await tx
    .update(challenges)
    .set({ usedAt: new Date() })
    .where(and(eq(challenges.applicationId, application.id), isNull(challenges.usedAt)));

  const policy = policyFor({ pace: request.pace, measuredFps: request.measured_fps });
  const plan = drawPlan((max) => randomInt(max), request.measured_fps, policy);
  const now = Date.now();
  const ttlS = request.pace === 'relaxed' ? CHALLENGE_TTL_RELAXED_S : CHALLENGE_TTL_S;
  const challenge = {
    id: newId(),
    nonce: randomBytes(NONCE_BYTES).toString('base64url'),
    policyVersion: policy.version,
    expiresAt: new Date(now + ttlS * 1000),
  };
  await tx.insert(challenges).values({
    ...challenge,
    applicationId: application.id,
    jkt: application.jkt,
    plan,
    pace: request.pace,
    measuredFps: request.measured_fps,
    frameWidth: request.frame.width,
    frameHeight: request.frame.height,
    createdAt: new Date(now),
  });
  const [first] = plan;
  await tx
    .insert(challengeSteps)
    .values({ challengeId: challenge.id, i: 0, step: first!, revealedAtMs: now });
  return {
    id: challenge.id,
    nonce: challenge.nonce,
    mode: 'interactive',
    policy_version: challenge.policyVersion,
    expires_at: challenge.expiresAt.toISOString(),
    steps: plan.length,
    step: first!,
    swap_allowed: true,
    attempts_left: maxAttempts - attempts,
  };
}

/** @returns how many sessions this draft has had, the new one included. */
async function countAttempts(
  tx: Database,
  { id, subjectHash }: ApplicationRow,
  maxAttempts: number,
): Promise<number> {
  // First the counter, whose row lets a second request at the same moment wait until the first one's session stands.
  const today = await countAttempt(tx, `subject:${subjectHash}`, todayUtc());
  const [row] = await tx.select({ before: count() }).from(challenges).where(eq(challenges.applicationId, id));
  const attempts = (row?.before ?? 0) + 1;
  if (attempts > maxAttempts || today > SUBJECT_ATTEMPTS_PER_DAY) {
    throw new ProblemError('attempts_exhausted', {
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  }
  return attempts;
}
