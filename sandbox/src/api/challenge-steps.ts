import { randomInt } from 'node:crypto';
import { swapStep } from '@family-auth/library/challenge/plan.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import type { StepCommit, StepReceipt, SwapResponse } from '@family-auth/library/protocol/challenge.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, asc, eq } from 'drizzle-orm';
import { findDraft } from '../applications/find-application.ts';
import type { Backend } from '../context/backend.ts';
import type { Caller } from '../context/caller.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import {
  type ChallengeRow,
  type ChallengeStepRow,
  challengeSteps,
  challenges,
} from '../database/schema/challenges.ts';
import { ProblemError } from '../errors/errors.ts';
import { countTry } from './draw-challenge.ts';

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
