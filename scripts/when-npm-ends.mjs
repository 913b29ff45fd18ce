/**
 * Calls `stop` once when the npm that started this process has ended. A terminal's Ctrl-C reaches everybody, but a
 * signal sent to npm alone (by a supervisor, by `kill`) ends npm and its shell and leaves the script running.
 * Does nothing outside npm. Answers a function that stops the watching.
 */
export function whenNpmEnds(stop, { everyMs = 500 } = {}) {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
