import { MOVES } from '@family-auth/library/challenge/plan-limits.ts';
import { MAX_BEHIND_MS, MAX_MEAN_BEHIND_MS } from '@family-auth/library/challenge/policy-times.ts';
import { POLICY_VERSION } from '@family-auth/library/challenge/policy-version.ts';
import { UPLOAD_GRACE_S } from '../../rules/policy.ts';
import type { Finding } from '../check-record.ts';
import type { JudgedChallenge, JudgementInput } from '../judgement.ts';

/** A client's clock may run ahead of the server's by its own coarseness, no more: it cannot have lived longer. */
const MAX_AHEAD_MS = 250;
/** Nobody answers a prompt faster (LIVENESS 8.4). */
const MIN_REACTION_MS = 250;

/** The manifest names the challenge that the server drew, under the thresholds that are still in force. */
export function checkChallengeBinding({ submission }: JudgementInput, challenge: JudgedChallenge): Finding {
  const named = submission.challenge;
  const wrong = Object.entries({
    id: named?.id === challenge.id,
    nonce: named?.nonce === challenge.nonce,
    policy_version: named?.policy_version === challenge.policyVersion,
    policy_in_force: challenge.policyVersion === POLICY_VERSION,
  }).find(([, right]) => !right);
  return wrong ? { passed: false, detail: { claim: wrong[0] } } : { passed: true };
}

/** Every step committed before it expired, submitted within the time for the upload, used by no other submission. */
export function checkChallengeFresh(challenge: JudgedChallenge): Finding {
  const { submittedAtMs, expiresAtMs, usedBefore, steps, plan } = challenge;
  const planned = new Set(plan.map(({ i }) => i)).size;
  const committed = steps.filter(({ chain }) => chain !== '').length;
  const lastCommitMs = Math.max(...steps.map(({ committedAtMs }) => committedAtMs));
  const inTime = lastCommitMs <= expiresAtMs && submittedAtMs <= expiresAtMs + UPLOAD_GRACE_S * 1000;
  return {
    passed: inTime && !usedBefore && planned > 0 && committed === planned,
    detail: {
      leftMs: expiresAtMs - lastCommitMs,
      uploadMs: submittedAtMs - lastCommitMs,
      usedBefore: usedBefore ? 'yes' : 'no',
      planned,
      committed,
    },
  };
}

/**
 * The machine decides on the first tries for a relative only: a recorded video that is tried until a plan fits it gets
 * no further than a person's desk, and so does an honest relative who needs many tries.
 */
export function checkFewTries({ triesToday, triesThisMonth, machineTries }: JudgedChallenge): Finding {
  const passed = triesToday <= machineTries.perDay && triesThisMonth <= machineTries.perMonth;
  return { passed, detail: { today: triesToday, thisMonth: triesThisMonth } };
}

/**
 * Whoever cannot close their eyes or turn their head is asked for the other alone, and a recorded video needs to fit
 * only that: the machine never approves it. Goes by the plan as well as by what was asked to be spared.
 */
export function checkAllMovements({ without, plan }: Pick<JudgedChallenge, 'without' | 'plan'>): Finding {
  const last = new Map(plan.map(({ i, action }) => [i, action]));
  const moves = [...last.values()].flatMap((action) => (action === 'neutral' ? [] : MOVES[action]));
  const eyes = moves.filter((each) => each === 'eyes').length;
  const turns = moves.filter((each) => each === 'head_to_a_side').length;
  return {
    passed: without === null && eyes > 0 && turns > 0,
    detail: { without: without ?? 'nothing', eyes, turns },
  };
}

/** The manifest carries exactly the receipts that the server issued, one for each step. */
export function checkReceipts({ submission }: JudgementInput, challenge: JudgedChallenge): Finding {
  const shown = submission.challenge?.receipts ?? [];
  const { receipts, steps } = challenge;
  return {
    passed:
      receipts.length === steps.length &&
      shown.length === receipts.length &&
      shown.every((receipt, index) => receipt === receipts[index]),
    detail: { shown: shown.length, issued: receipts.length },
  };
}

/**
 * The times that the client claims against the server's clock: it may not claim more time than passed, nor have
 * answered before a person can. Much more time than it claims is what a slow line takes, and what preparing an answer
 * takes: a person decides.
 */
export function checkStepClock({ steps, plan }: JudgedChallenge): Finding {
  const last = new Map(plan.map((step) => [step.i, step]));
  const behind = steps.map((step) => step.committedAtMs - step.revealedAtMs - step.elapsedMs);
  const inOrder = steps.every(
    (step, at) => step.i === at && (at === 0 || step.revealedAtMs >= steps[at - 1]!.committedAtMs),
  );
  const humanly = steps.every(
    ({ i, elapsedMs }) => i === 0 || elapsedMs >= (last.get(i)?.pause_ms ?? 0) + MIN_REACTION_MS,
  );
  const mean = behind.reduce((sum, one) => sum + one, 0) / Math.max(1, behind.length);
  const [least, most] = [Math.min(...behind), Math.max(...behind)];
  const possible = steps.length > 0 && inOrder && humanly && least >= -MAX_AHEAD_MS;
  const prompt = most <= MAX_BEHIND_MS && mean <= MAX_MEAN_BEHIND_MS;
  return {
    passed: possible && prompt,
    personDecides: possible && !prompt,
    detail: { leastBehindMs: least, mostBehindMs: most, meanBehindMs: Math.round(mean) },
  };
}
