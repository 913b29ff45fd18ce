interface Timers {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(id: unknown): void;
}

const pageTimers: Timers = {
  setTimeout: (callback, delayMs) => globalThis.setTimeout(callback, delayMs),
  clearTimeout: (id) => globalThis.clearTimeout(id as number),
};

export interface Throttle {
  /**
   * Delivers `text` now, or the latest one once the interval is over. The same text twice in a row is one; `null` takes back
   * what waits.
   */
  offer(text: string | null): void;
  /** Forgets what waits. */
  clear(): void;
}

/** Keeps hints from being read out faster than a person can follow. */
export function createThrottle(
  intervalMs: number,
  deliver: (text: string) => void,
  timers: Timers = pageTimers,
): Throttle {
  let resting: unknown = null;
  let waiting: string | null = null;
  let last: string | null = null;
  const say = (text: string) => {
    last = text;
    deliver(text);
    resting = timers.setTimeout(() => {
      resting = null;
      const next = waiting;
      waiting = null;
      if (next !== null && next !== last) say(next);
    }, intervalMs);
  };
  return {
    offer(text) {
      if (resting !== null) waiting = text;
      else if (text !== null && text !== last) say(text);
    },
    clear() {
      if (resting !== null) timers.clearTimeout(resting);
      resting = null;
      waiting = null;
      last = null;
    },
  };
}
