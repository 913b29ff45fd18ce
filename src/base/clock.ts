/** Where time comes from, so that a test can be the clock. */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary origin; for durations. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch; for dates on the wire. */
  epochMs(): number;
  /** Resolves after `durationMs`; rejects with the signal's reason when it is aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  async sleep(durationMs, signal) {
    let leftMs = durationMs;
    for (; leftMs > LONGEST_TIMER_MS; leftMs -= LONGEST_TIMER_MS) await timer(LONGEST_TIMER_MS, signal);
    await timer(leftMs, signal);
  },
};

/** A timer that is set to more goes off at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const timer = (durationMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(id);
      reject(signal?.reason);
    };
    const id = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });

/** A clock that goes by a server's `Date` (RFC 9110 section 6.6.1) where this computer's is wrong. */
export interface ServerClock extends Clock {
  /** The same `fetch`; from each answer of its own that no cache gave, the clock learns what time it is. */
  learningFrom(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
}

/** Difference that is put up with: `Date` counts whole seconds, and backends tolerate a minute. */
const TOLERATED_MS = 5_000;
/** `Date` leaves out the part of a second. */
const HALF_A_SECOND_MS = 500;
/** Modes of the Fetch standard in which an answer, or what it was revalidated by, comes from the server itself. */
const UNCACHED: readonly (string | undefined)[] = ['no-store', 'no-cache', 'reload'];

/** From the server that was asked, and not out of a store on the way, which tells its `Age` (RFC 9111 section 5.1). */
const isOfNow = ({ headers, redirected }: Response): boolean =>
  !redirected && !(Number(headers.get('Age')) > 0);

/**
 * Starts as `own` and goes on by its durations, so that a time of day that is set in the middle changes nothing. Moves
 * only when a server's answer shows that it is wrong by more than 5 s.
 */
export function serverClock(own: Clock): ServerClock {
  let originMs = own.epochMs() - own.nowMs();
  const epochMs = () => originMs + own.nowMs();
  /** Sent and received by durations: what another answer taught in between must not be learned twice. */
  const learn = (date: string | null, sentMs: number, receivedMs: number) => {
    const serverMs = Date.parse(date ?? '') + HALF_A_SECOND_MS;
    if (serverMs < originMs + sentMs - TOLERATED_MS) originMs = serverMs - sentMs;
    else if (serverMs > originMs + receivedMs + TOLERATED_MS) originMs = serverMs - receivedMs;
  };
  return {
    nowMs: () => own.nowMs(),
    epochMs,
    sleep: (durationMs, signal) => own.sleep(durationMs, signal),
    learningFrom: (fetch) => async (input, init) => {
      const sentMs = own.nowMs();
      const response = await fetch(input, init);
      const cache = init?.cache ?? (input instanceof Request ? input.cache : undefined);
      if (UNCACHED.includes(cache) && isOfNow(response))
        learn(response.headers.get('Date'), sentMs, own.nowMs());
      return response;
    },
  };
}

/** The same clock when it goes by a server already, else one that will. */
export const asServerClock = (clock: Clock): ServerClock =>
  'learningFrom' in clock ? (clock as ServerClock) : serverClock(clock);

/** How far the clocks of client and backend may stand apart, seconds. */
export const CLOCK_TOLERANCE_S = 60;
