import { randomBytes, randomInt } from 'node:crypto';
import { drawPlan } from '@family-auth/library/challenge/plan.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import {
  actionsInCommon,
  type Challenge,
  type ChallengeRequest,
} from '@family-auth/library/protocol/challenge.ts';
import { and, count, eq, isNull } from 'drizzle-orm';
import { keyOfDraft } from '../applications/find-application.ts';
import type { Settings } from '../context/settings.ts';
import { type Database, newId } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { challengeSteps, challenges } from '../database/schema/challenges.ts';
import { ProblemError } from '../errors/errors.ts';
import { countAttempt, thisMonthUtc, todayUtc } from '../limits/count-attempt.ts';

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
  { maxAttempts, faceTries, challengeTtlS }: Settings,
  application: ApplicationRow,
  request: ChallengeRequest,
): Promise<Challenge> {
  await tx.select().from(applications).where(eq(applications.id, application.id)).for('update');
  const { left, ...tries } = await countSession(tx, application, maxAttempts, faceTries.sessionsPerDay);
  await tx
    .update(challenges)
    .set({ usedAt: new Date() })
    .where(and(eq(challenges.applicationId, application.id), isNull(challenges.usedAt)));

  const actions = actionsInCommon(request.actions);
  const without = request.without ?? null;
  const policy = policyFor({ pace: request.pace, measuredFps: request.measured_fps, actions, without });
  const plan = drawPlan((max) => randomInt(max), request.measured_fps, policy);
  const now = Date.now();
  const ttlS = request.pace === 'relaxed' ? challengeTtlS.relaxed : challengeTtlS.standard;
  const challenge = {
    id: newId(),
    nonce: randomBytes(NONCE_BYTES).toString('base64url'),
    policyVersion: policy.version,
    expiresAt: new Date(now + ttlS * 1000),
  };
  await tx.insert(challenges).values({
    ...challenge,
    applicationId: application.id,
    jkt: keyOfDraft(application),
    plan,
    pace: request.pace,
    measuredFps: request.measured_fps,
    actions,
    without,
    frameWidth: request.frame.width,
    frameHeight: request.frame.height,
    createdAt: new Date(now),
    ...tries,
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
    attempts_left: left,
  };
}

interface Sessions extends Tries {
  /** Sessions that this draft may still have after this one. */
  readonly left: number;
}

/** @throws ProblemError `attempts_exhausted`, when the draft or the operator has had all sessions. */
async function countSession(
  tx: Database,
  { id, operatorSub, subjectHash }: ApplicationRow,
  maxAttempts: number,
  sessionsPerDay: number,
): Promise<Sessions> {
  // First the counters, whose rows let a second request at the same moment wait until the first one's session stands.
  const ofPair = await countAttempt(tx, `sessions:${operatorSub}:${subjectHash}`, todayUtc());
  const tries = await countTry(tx, subjectHash);
  const [row] = await tx.select({ before: count() }).from(challenges).where(eq(challenges.applicationId, id));
  const left = Math.min(maxAttempts - (row?.before ?? 0) - 1, sessionsPerDay - ofPair);
  if (left < 0) {
    throw new ProblemError('attempts_exhausted', {
      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),
    });
  }
  return { ...tries, left };
}

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
