const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` alone among all holders of `name`: across the tabs of an origin where the browser has Web Locks,
 * within this program elsewhere.
 */
export async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  if (typeof navigator !== 'undefined' && navigator.locks !== undefined) {
    return navigator.locks.request(name, work);
  }
  const before = queues.get(name) ?? Promise.resolve();
  const run = before.then(work, work);
  queues.set(name, run);
  run.catch(() => {}).finally(() => queues.get(name) === run && queues.delete(name));
  return run;
}
