import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { isComputing } from './computing.ts';

interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

/** Time that passes only when it is told to. */
export class TestClock implements Clock {
  #nowMs = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return Date.UTC(2026, 10, 23, 4) + this.#nowMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      if (signal?.aborted) return onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push({ atMs: this.#nowMs + durationMs, wake: resolve });
    });
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
    const due = this.#sleepers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > this.#nowMs);
    for (const sleeper of due) sleeper.wake();
  }

  /** Lets everything that is due happen. What is computed takes none of this clock's time, however slow the machine. */
  async settle(): Promise<void> {
    do await setImmediate();
    while (isComputing());
  }

  /** Lets everything that is due happen, then time go by a little. */
  async tick(durationMs = 50): Promise<void> {
    await this.settle();
    this.advance(durationMs);
  }
}
