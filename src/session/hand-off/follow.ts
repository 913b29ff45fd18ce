import { isOffline, isTransient } from '../../client/refusal.ts';
import type { HandOff } from '../../protocol/hand-off.ts';
import type { Flow } from '../flow.ts';

/** Between two looks. The backend's `Retry-After` is a second as well, and a symbol stands for twenty. */
const LOOK_EVERY_MS = 1_000;

/**
 * Looks again and again, through faults that pass.
 *
 * @param show told of each look, and of a connection that is lost.
 * @returns the first that `until` says yes to.
 */
export async function follow(
  flow: Flow,
  look: (signal: AbortSignal) => Promise<HandOff>,
  options: {
    readonly signal: AbortSignal;
    readonly until: (handOff: HandOff) => boolean;
    readonly show: (handOff: HandOff | null, offline: boolean) => void;
  },
): Promise<HandOff> {
  const { signal, until, show } = options;
  for (;;) {
    try {
      const handOff = await look(signal);
      if (until(handOff)) return handOff;
      show(handOff, false);
    } catch (error) {
      signal.throwIfAborted();
      if (!isOffline(error) && !isTransient(error)) throw error;
      show(null, true);
    }
    await flow.clock.sleep(LOOK_EVERY_MS, signal);
  }
}
