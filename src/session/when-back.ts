import { anySignal } from '../base/any-signal.ts';
import type { Walk } from './walk.ts';

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
