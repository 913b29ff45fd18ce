/**
 * Listens to the events that the element tells its page (`family-auth-phase`), as an embedding page would; it only
 * watches. `until(kinds)` resolves with the first phase of one of the kinds, the current one included.
 */
export async function watchPhases(page) {
  const history = [];
  const waiting = new Set();
  let handedOut = 0;
  await page.exposeFunction('__walkPhase', (phase) => {
    history.push({ ...phase, atMs: performance.now() });
    for (const check of waiting) check();
  });
  await page.addInitScript(() => {
    document.addEventListener('family-auth-phase', ({ detail }) => globalThis.__walkPhase(detail), true);
    document.addEventListener(
      'family-auth-error',
      ({ detail }) => console.info('family-auth-error', detail?.code),
      true,
    );
  });
  const current = () => history.at(-1);
  return {
    history,
    until(kinds, limitMs = 60_000) {
      return new Promise((resolve, reject) => {
        const check = () => {
          const phase = current();
          if (!phase || !kinds.includes(phase.kind)) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve(phase);
        };
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(
            new Error(`waited ${limitMs} ms for ${kinds.join(' or ')}; the element shows ${current()?.kind}`),
          );
        }, limitMs);
        waiting.add(check);
        check();
      });
    },
    current,
    /** What was shown so far no longer counts: the page is about to be loaded again. */
    forget() {
      history.length = 0;
      handedOut = 0;
    },
    /**
     * Resolves with the next phase of one of `kinds` that was not handed out before; with `instead`, if it is given, where
     * none comes in time.
     */
    change(kinds, untilMs, instead) {
      return new Promise((resolve, reject) => {
        const check = () => {
          while (handedOut < history.length) {
            const phase = history[handedOut];
            handedOut += 1;
            if (!kinds.includes(phase.kind)) continue;
            clearTimeout(timer);
            waiting.delete(check);
            return resolve(phase);
          }
        };
        const timer = setTimeout(
          () => {
            waiting.delete(check);
            if (instead !== undefined) return resolve(instead);
            reject(new Error(`nothing changed any more; the element shows ${current()?.kind}`));
          },
          Math.max(0, untilMs - performance.now()),
        );
        waiting.add(check);
        check();
      });
    },
    since: (kind) => history.findLast((phase) => phase.kind === kind)?.atMs,
  };
}
