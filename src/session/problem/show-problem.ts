import { anySignal } from '../../base/deadline.ts';
import { CancelledError, FamilyAuthError } from '../../base/errors.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { Walk } from '../flow.ts';
import { OtherPerson, situationOf, type Way, WentBack, waysOf } from './problem.ts';

const REQUESTS = ['retry', 'choose_method', 'back', 'back_to_family'] as const;
const WAY_OF = {
  retry: 'retry',
  choose_method: 'other_method',
  back: 'back',
  back_to_family: 'back',
} as const;

type OpenWay = (typeof WAY_OF)[keyof typeof WAY_OF];

/**
 * Shows what stands in the way and waits for the person to choose what to do; when the connection was lost and comes
 * back, that is `retry`.
 *
 * @param possible what the asking stage can carry out; when nothing that helps is possible, its first is offered.
 * @throws the error itself when the session is being closed.
 */
export async function showProblem<Possible extends OpenWay>(
  walk: Walk,
  error: unknown,
  possible: readonly Possible[],
): Promise<Possible> {
  if (walk.signal.aborted) throw new CancelledError({ cause: walk.signal.reason });
  if (error instanceof OtherPerson) throw error;
  if (error instanceof WentBack && (possible as readonly Way[]).includes('back')) return 'back' as Possible;
  const { situation, ways } = announce(walk, error, possible);
  const over = new AbortController();
  const ear = walk.inbox.listen(REQUESTS);
  const signal = anySignal([walk.signal, over.signal]);
  const goesOn = situation === 'offline' && ways.includes('retry');
  const back = goesOn ? [whenBack(walk, signal).then(() => 'retry' as const)] : [];
  try {
    for (;;) {
      const asked = ear.next(signal).then(({ kind }) => WAY_OF[kind]);
      const way = await Promise.race([asked, ...back]);
      if ((ways as readonly Way[]).includes(way)) return way as Possible;
    }
  } finally {
    over.abort();
    ear.close();
  }
}

function announce<Possible extends Way>(walk: Walk, error: unknown, possible: readonly Possible[]) {
  if (!(error instanceof FamilyAuthError)) walk.parts.reportFault(error);
  const situation = situationOf(error, walk.parts.page);
  const best = waysOf(situation);
  const helping = best.filter((way) => (possible as readonly Way[]).includes(way));
  const ways: readonly Way[] = helping.length > 0 ? helping : possible.slice(0, 1);
  walk.publish({
    kind: 'problem',
    situation,
    code: error instanceof FamilyAuthError ? error.code : 'internal',
    until: untilOf(walk, error),
    ways: helping.length === 0 && best.includes('reload') ? ['reload'] : ways,
  });
  return { situation, ways };
}

const MINUTE_MS = 60_000;

/** When a limit ends, as far as the backend says; on the minute after, for people read it from a clock. */
export function untilOf({ clock }: Walk, error: unknown): string | null {
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
export async function whenBack(walk: Walk, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = anySignal([signal, over.signal]);
  const answered = untilAnswered(walk, either);
  answered.catch(() => {});
  try {
    await Promise.race([walk.parts.page.whenOnline(either), answered]);
  } finally {
    over.abort();
  }
}

async function untilAnswered({ clock, parts }: Walk, signal: AbortSignal): Promise<void> {
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
