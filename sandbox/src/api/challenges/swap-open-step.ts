import { randomInt } from 'node:crypto';
import { swapStep } from '@family-auth/library/challenge/plan.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import type { SwapResponse } from '@family-auth/library/protocol/challenge.ts';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { applications } from '../../database/schema/applications.ts';
import {
  type ChallengeRow,
  type ChallengeStepRow,
  challengeSteps,
  challenges,
} from '../../database/schema/challenges.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { countTry } from './count-try.ts';

/**
 * Draws another action for the step that is open now; once a session. Its clock begins anew, the plan grows by one step,
 * and it counts as a try. The plan keeps both actions, for the judgement finds both in the trace.
 *
 * @throws ProblemError `swap_not_allowed`.
 */
export async function swapOpenStep(
  tx: Database,
  challenge: ChallengeRow,
  revealed: readonly ChallengeStepRow[],
  i: number,
): Promise<SwapResponse> {
  const open = revealed.at(-1);
  if (challenge.swapped || i === 0 || open?.i !== i || open.receipt !== null) {
    throw new ProblemError('swap_not_allowed');
  }
  const [application] = await tx
    .select({ subjectHash: applications.subjectHash })
    .from(applications)
    .where(eq(applications.id, challenge.applicationId));
  if (application === undefined) throw new ProblemError('not_found');
  const tries = await countTry(tx, application.subjectHash);
  const policy = policyFor(challenge);
  const draw = (max: number) => randomInt(max);
  const { step, more } = swapStep(challenge.plan, i, draw, challenge.measuredFps, policy);
  const plan = [
    ...challenge.plan.flatMap((planned) => (planned.i === i ? [planned, step] : [planned])),
    more,
  ];
  await tx
    .update(challenges)
    .set({ swapped: true, plan, ...tries })
    .where(eq(challenges.id, challenge.id));
  await tx
    .update(challengeSteps)
    .set({ step, revealedAtMs: Date.now() })
    .where(and(eq(challengeSteps.challengeId, challenge.id), eq(challengeSteps.i, i)));
  return { step, steps: more.i + 1 };
}
