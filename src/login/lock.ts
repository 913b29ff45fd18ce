const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` alone among all holders of `name`: across the tabs of an origin where the browser has Web Locks,
 * within this program elsewhere.
 */
export async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks !== undefined && !(await refused(locks))) return locks.request(`family-auth:${name}`, work);
  const before = queues.get(name) ?? Promise.resolve();
  const run = before.then(work, work);
  queues.set(name, run);
  run.catch(() => {}).finally(() => queues.get(name) === run && queues.delete(name));
  return run;
}

/** A frame with an opaque origin has Web Locks that cannot be used (SecurityError). */
async function refused(locks: LockManager): Promise<boolean> {
  return locks.query().then(
    () => false,
    () => true,
  );
}
