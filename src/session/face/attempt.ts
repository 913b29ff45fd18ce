import { ConfigurationError } from '../../base/errors.ts';
import { policyFor } from '../../challenge/policy-for.ts';
import { MAX_BEHIND_MS, MAX_MEAN_BEHIND_MS } from '../../challenge/policy-times.ts';
import { isCompatiblePolicy, POLICY_VERSION } from '../../challenge/policy-version.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import {
  actionsInCommon,
  type Challenge,
  CORE_ACTIONS,
  type SwapResponse,
} from '../../protocol/challenge.ts';
import { toBase64Url } from '../../seal/digest.ts';
import { type Account, discoveryOf, type Flow } from '../flow.ts';
import {
  type ChallengeProgress,
  type ChallengeRun,
  framesWhile,
  startChallengeRun,
  startOf,
  whileWaiting,
} from './challenge-run.ts';
import type { FaceCheckContext } from './face-check-context.ts';
import type { Framed } from './framing.ts';
import { failureHint, offerOnceMore } from './once-more.ts';
import { chosenWithout, toSpare } from './spare.ts';
import { runStep, type StepOutcome, type StepRequests } from './step.ts';

/** A live-face check that is complete as far as the browser can tell; only the backend says whether it holds. */
export interface Capture {
  readonly evidence: Evidence;
  readonly challenge: Challenge;
  readonly receipts: readonly string[];
  /** Overwrites every picture and the trace. */
  discard(): void;
}

export type AttemptOutcome =
  | { readonly kind: 'captured'; readonly capture: Capture }
  | { readonly kind: 'again' | 'idle'; readonly attemptsLeft: number }
  | { readonly kind: 'back' | 'other_method' };

/** One server session: a fresh challenge, step by step. Every retry is a new one. */
export async function runAttempt(
  flow: Flow,
  context: FaceCheckContext,
  framed: Extract<Framed, { kind: 'framed' }>,
  account: Account,
): Promise<AttemptOutcome> {
  const detector = await context.engine.detector();
  const actions = actionsInCommon(discoveryOf(flow).liveness?.actions);
  const without = chosenWithout(flow, context.entries);
  const { result: challenge, lastFrameMs } = await framesWhile(
    context,
    detector,
    account.client.requestChallenge(
      context.draft.id,
      {
        mode: 'interactive',
        measured_fps: framed.measuredFps,
        frame: { width: framed.width, height: framed.height },
        pace: flow.pace,
        // A backend that lists the core ones alone may be older than this field.
        ...(actions.length > CORE_ACTIONS.length ? { actions: [...actions] } : {}),
        ...(without ? { without } : {}),
      },
      { signal: flow.signal },
    ),
  );
  if (!isCompatiblePolicy(challenge.policy_version)) {
    throw new ConfigurationError(
      'backend_unsupported',
      `The backend uses policy ${challenge.policy_version}, this library ${POLICY_VERSION}: use the release that fits the backend.`,
    );
  }
  const run = startChallengeRun(context, challenge, {
    policy: policyFor({ pace: flow.pace, measuredFps: framed.measuredFps, actions, without }),
    detector,
    jkt: account.session.jkt,
    width: framed.width,
    height: framed.height,
    originMs: lastFrameMs ?? framed.lastFrameMs,
  });
  const requests = flow.requests.subscribe(['set_voice', 'swap_action', 'choose_method', 'back']);
  let captured = false;
  try {
    const outcome = await runPlan(flow, context, run, account, requests);
    captured = outcome.kind === 'captured';
    return outcome;
  } finally {
    requests.close();
    if (!captured) run.recorder.discard();
  }
}

async function runPlan(
  flow: Flow,
  context: FaceCheckContext,
  run: ChallengeRun,
  account: Account,
  requests: StepRequests,
): Promise<AttemptOutcome> {
  let at = startOf(run.challenge);
  for (;;) {
    const done = await runStep(flow, context, run, at, requests);
    if (done.kind === 'failed') return afterFailure(flow, context, run, at, done);
    if (done.kind === 'back' || done.kind === 'other_method') return { kind: done.kind };
    if (done.kind === 'swap') {
      context.swap.used = true;
      context.swap.unwanted = null;
      const { step, steps = at.steps } = await swapStep(flow, run, at, account);
      at = { ...at, step, steps };
      continue;
    }
    at = { ...at, baseline: done.baseline, tonesBefore: at.tonesBefore + done.tones };
    const { next, receipt, awayMs } = await commit(flow, run, at, account);
    at = { ...at, receipts: [...at.receipts, receipt], awayMs: at.awayMs + awayMs };
    if (awayMs > MAX_BEHIND_MS || at.awayMs > MAX_MEAN_BEHIND_MS * at.steps) {
      return afterFailure(flow, context, run, at, { failure: 'late', part: null });
    }
    if (next === null) {
      const evidence = await run.recorder.finish();
      return { kind: 'captured', capture: captureOf(run, at, evidence) };
    }
    at = { ...at, step: next };
  }
}

const captureOf = (
  { challenge, recorder }: ChallengeRun,
  { receipts }: ChallengeProgress,
  evidence: Evidence,
): Capture => ({
  evidence,
  challenge,
  receipts,
  discard() {
    recorder.discard();
    evidence.trace.fill(0);
  },
});

type Failed = Extract<StepOutcome, { kind: 'failed' }>;

/** A step that failed cannot be mended: what follows, if anything, is a new challenge. */
async function afterFailure(
  flow: Flow,
  context: FaceCheckContext,
  run: ChallengeRun,
  at: ChallengeProgress,
  { failure, part }: Pick<Failed, 'part'> & { readonly failure: Failed['failure'] | 'late' },
): Promise<AttemptOutcome> {
  const { attempts_left: attemptsLeft } = run.challenge;
  const { action } = at.step;
  run.recorder.discard();
  if (attemptsLeft <= 0) return { kind: 'again', attemptsLeft };
  if (part) context.trouble[part] += 1;
  const canSpare = toSpare(flow, context.entries, context.trouble, part);
  const hint = failureHint(action, failure, part);
  const answer = await offerOnceMore(flow, context, run, at, { hint, canSpare });
  if (answer === 'back' || answer === 'other_method') return { kind: answer };
  if (answer === 'swap' && action !== 'neutral')
    Object.assign(context.swap, { used: true, unwanted: action });
  if (answer === 'spare') context.entries.without = canSpare;
  return { kind: answer === 'idle' ? 'idle' : 'again', attemptsLeft };
}

async function swapStep(
  flow: Flow,
  run: ChallengeRun,
  { step }: ChallengeProgress,
  { client }: Account,
): Promise<SwapResponse> {
  return whileWaiting(run, step, client.swapStep(run.challenge.id, step.i, { signal: flow.signal }));
}

/**
 * Commits the step by the head of the hash chain; the server reveals the next one only then. Where it took too long the
 * server would refuse all that follows.
 *
 * @returns the next step, or `null` after the last one; `awayMs`: how long the commit was on its way, milliseconds.
 */
async function commit(flow: Flow, run: ChallengeRun, { step }: ChallengeProgress, { client }: Account) {
  const { i } = step;
  const { chain, frames, elapsedMs } = await run.recorder.commit(i);
  const sentMs = run.nowMs;
  const { receipt, next } = await whileWaiting(
    run,
    step,
    client.commitStep(
      run.challenge.id,
      { i, chain: toBase64Url(chain), frames, elapsed_ms: elapsedMs },
      { signal: flow.signal },
    ),
  );
  return { next, receipt, awayMs: run.nowMs - sentMs };
}
