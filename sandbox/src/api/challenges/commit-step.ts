import type { StepCommit, StepReceipt } from '@family-auth/library/protocol/challenge.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import {
  type ChallengeRow,
  type ChallengeStepRow,
  challengeSteps,
} from '../../database/schema/challenges.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';

/** Nobody answers a prompt sooner than this after it is shown, milliseconds. */
const REACTION_FLOOR_MS = 150;

/**
 * Takes the head of the hash chain for the step that was last revealed, stamps the server's time, and only then
 * reveals the next. The same commit again gets the same answer.
 *
 * @throws ProblemError `step_out_of_order` or `step_too_early`.
 */
export async function commitStep(
  { keys, settings }: Backend,
  tx: Database,
  challenge: ChallengeRow,
  revealed: readonly ChallengeStepRow[],
  commit: StepCommit,
): Promise<StepReceipt> {
  const next = challenge.plan.findLast(({ i }) => i === commit.i + 1) ?? null;
  const current = revealed.find(({ i }) => i === commit.i);
  if (current === undefined) throw new ProblemError('step_out_of_order');
  if (current.receipt !== null) {
    if (current.chain !== commit.chain) throw new ProblemError('step_out_of_order');
    return { receipt: current.receipt, next };
  }
  const now = Date.now();
  if (now - current.revealedAtMs < current.step.pause_ms + REACTION_FLOOR_MS) {
    throw new ProblemError('step_too_early');
  }
  const receipt = await signStatement(
    'receipt',
    {
      iss: settings.issuer,
      cid: challenge.id,
      i: commit.i,
      action: current.step.action,
      chain: commit.chain,
      revealed_at_ms: current.revealedAtMs,
      committed_at_ms: now,
    },
    keys.signer,
  );
  await tx
    .update(challengeSteps)
    .set({
      committedAtMs: now,
      chain: commit.chain,
      frames: commit.frames,
      elapsedMs: commit.elapsed_ms,
      receipt,
    })
    .where(and(eq(challengeSteps.challengeId, challenge.id), eq(challengeSteps.i, commit.i)));
  if (next !== null) {
    await tx
      .insert(challengeSteps)
      .values({ challengeId: challenge.id, i: next.i, step: next, revealedAtMs: now });
  }
  return { receipt, next };
}
