import { CancelledError, DeadlineError } from './errors.ts';

/**
 * Runs `work` with a deadline: the signal it gets is aborted when the deadline passes or the caller's signal fires.
 *
 * @param operation a stable name for the error and for logs, e.g. `camera.open`.
 * @param deadlineMs how long `work` may take, in milliseconds.
 * @param signal the caller's own signal.
 * @throws {@link DeadlineError} when the time is up, {@link CancelledError} when `signal` fires first.
 */
export async function withDeadline<Result>(
  operation: string,
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const controller = new AbortController();
  let stop: (reason: Error) => void = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = (reason) => {
      controller.abort(reason);
      reject(reason);
    };
  });
  stopped.catch(() => {});
  const onAbort = () => stop(new CancelledError({ cause: signal?.reason }));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => stop(new DeadlineError(operation, deadlineMs)), deadlineMs);
  try {
    return await Promise.race([stopped, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * A signal that fires as soon as one of `signals` does, with its reason: `AbortSignal.any`, also where the browser
 * does not have it yet (Safari before 17.4).
 */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  if (typeof AbortSignal.any === 'function') return AbortSignal.any([...signals]);
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason);
      break;
    }
    signal.addEventListener('abort', () => controller.abort(signal.reason), {
      once: true,
      signal: controller.signal,
    });
  }
  return controller.signal;
}
