import { randomInt } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { swapStep } from '../../../../src/challenge/plan.ts';
import { policyFor } from '../../../../src/challenge/policy-for.ts';
import type { Step } from '../../../../src/protocol/challenge.ts';
import type { Database } from '../../database/database.ts';
import {
  type ChallengeRow,
  type ChallengeStepRow,
  challengeSteps,
  challenges,
} from '../../database/schema/challenges.ts';
import { ProblemError } from '../../server/problem-error.ts';

/**
 * Draws another action for the step that is open now; once a session. Its clock begins anew. The plan keeps both, for the
 * judgement finds both in the trace.
 *
 * @throws ProblemError `swap_not_allowed`.
 */
export async function swapOpenStep(
  tx: Database,
  challenge: ChallengeRow,
  revealed: readonly ChallengeStepRow[],
  i: number,
): Promise<Step> {
  const open = revealed.at(-1);
  if (challenge.swapped || i === 0 || open?.i !== i || open.receipt !== null) {
    throw new ProblemError('swap_not_allowed');
  }
  const policy = policyFor(challenge);
  const step = swapStep(challenge.plan, i, (max) => randomInt(max), challenge.measuredFps, policy);
  const plan = challenge.plan.flatMap((planned) => (planned.i === i ? [planned, step] : [planned]));
  await tx.update(challenges).set({ swapped: true, plan }).where(eq(challenges.id, challenge.id));
  await tx
    .update(challengeSteps)
    .set({ step, revealedAtMs: Date.now() })
    .where(and(eq(challengeSteps.challengeId, challenge.id), eq(challengeSteps.i, i)));
  return step;
}
