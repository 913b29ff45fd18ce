import { anySignal } from '../../base/deadline.ts';
import { CancelledError, FamilyAuthError } from '../../base/errors.ts';
import { lateCode } from '../../base/late-code.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { FlowBase } from '../flow.ts';
import {
  actionsFor,
  OtherPerson,
  type ProblemAction,
  reportToEngineers,
  situationOf,
  WentBack,
} from './problem.ts';

const REQUESTS = ['retry', 'hand_off', 'choose_method', 'back', 'back_to_family'] as const;
const ACTION_OF = {
  retry: 'retry',
  hand_off: 'hand_off',
  choose_method: 'other_method',
  back: 'back',
  back_to_family: 'back',
} as const;

type OpenAction = (typeof ACTION_OF)[keyof typeof ACTION_OF];

/**
 * Shows the problem and waits for the person to choose what to do; when the connection was lost and comes
 * back, that is `retry`.
 *
 * @param possible what the caller can carry out; when nothing that helps is possible, its first is offered.
 * @throws the error itself when the flow is being closed.
 */
export async function showProblem<Possible extends OpenAction>(
  flow: FlowBase,
  error: unknown,
  possible: readonly Possible[],
): Promise<Possible> {
  if (flow.signal.aborted) throw new CancelledError({ cause: flow.signal.reason });
  if (error instanceof OtherPerson) throw error;
  if (error instanceof WentBack && (possible as readonly ProblemAction[]).includes('back'))
    return 'back' as Possible;
  const { situation, actions } = announce(flow, error, possible);
  const over = new AbortController();
  const requests = flow.requests.subscribe(REQUESTS);
  const signal = anySignal([flow.signal, over.signal]);
  const goesOn = situation === 'offline' && actions.includes('retry');
  const back = goesOn ? [whenBack(flow, signal).then(() => 'retry' as const)] : [];
  try {
    for (;;) {
      const asked = requests.next(signal).then(({ kind }) => ACTION_OF[kind]);
      const action = await Promise.race([asked, ...back]);
      if ((actions as readonly ProblemAction[]).includes(action)) return action as Possible;
    }
  } finally {
    over.abort();
    requests.close();
  }
}

/** Does `work` once more for each time that it fails and the person wants to try again: what they have entered stays. */
export async function retried<Result>(flow: FlowBase, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await showProblem(flow, error, ['retry']);
      flow.publish({ kind: 'starting' });
    }
  }
}

/** A part of the flow that is loaded when it is come to. */
export const latePart = <Module>(
  flow: FlowBase,
  part: string,
  load: () => Promise<Module>,
): Promise<Module> => retried(flow, () => lateCode(part, load, flow.signal));

function announce<Possible extends ProblemAction>(
  flow: FlowBase,
  error: unknown,
  possible: readonly Possible[],
) {
  reportToEngineers(flow, error);
  const situation = situationOf(error, flow.parts.page);
  const best = actionsFor(situation);
  const helping = best.filter((action) => (possible as readonly ProblemAction[]).includes(action));
  const actions: readonly ProblemAction[] = helping.length > 0 ? helping : possible.slice(0, 1);
  flow.publish({
    kind: 'problem',
    situation,
    code: shownCode(error),
    ...requestOf(error),
    until: untilOf(flow, error),
    actions: helping.length === 0 && best.includes('reload') ? ['reload'] : actions,
  });
  return { situation, actions };
}

/** What may stand on a screen as a code: a word, not a sentence that a backend puts before people. */
const CODE = /^[a-z][a-z0-9_]{0,39}$/;

/** The code for support: the backend's own word where it named one. */
function shownCode(error: unknown): string {
  if (error instanceof BackendError && CODE.test(error.problemCode)) return error.problemCode;
  return error instanceof FamilyAuthError ? error.code : 'internal';
}

/** What may stand on a screen as a request's id. */
const REQUEST_ID = /^[\w:./-]{1,64}$/;

function requestOf(error: unknown): { requestId?: string } {
  if (!(error instanceof BackendError) || !REQUEST_ID.test(error.requestId ?? '')) return {};
  return { requestId: error.requestId! };
}

const MINUTE_MS = 60_000;

/** When a limit ends, as far as the backend says; on the minute after, for people read it from a clock. */
function untilOf({ clock }: FlowBase, error: unknown): string | null {
  if (!(error instanceof BackendError) || error.retryAfterMs === undefined) return null;
  const overMs = clock.epochMs() + error.retryAfterMs;
  return new Date(Math.ceil(overMs / MINUTE_MS) * MINUTE_MS).toISOString();
}

/** Pause between quiet questions. */
const ASK_EVERY_MS = 5_000;

/**
 * Resolves when the connection is back: when the browser says so, or when the backend answers again. A browser is told
 * nothing of a cut beyond its own router, or of a backend that was away.
 *
 * @throws the signal's reason when it fires first.
 */
export async function whenBack(flow: FlowBase, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = anySignal([signal, over.signal]);
  const answered = untilAnswered(flow, either);
  answered.catch(() => {});
  try {
    await Promise.race([flow.parts.page.whenOnline(either), answered]);
  } finally {
    over.abort();
  }
}

async function untilAnswered({ clock, parts }: FlowBase, signal: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(ASK_EVERY_MS, signal);
    const answered = await parts.connect(signal).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    if (answered) return;
  }
}
