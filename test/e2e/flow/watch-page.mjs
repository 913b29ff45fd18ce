/**
 * Listens to the events that the element tells its page (`family-auth-phase`), as an embedding page would; it only
 * watches. `until(kinds)` resolves with the first phase of one of the kinds, the current one included.
 */
export async function watchPhases(page) {
  const history = [];
  const waiting = new Set();
  let handedOut = 0;
  await page.exposeFunction('__flowPhase', (phase) => {
    history.push({ ...phase, atMs: performance.now() });
    for (const check of waiting) check();
  });
  await page.addInitScript(() => {
    document.addEventListener('family-auth-phase', ({ detail }) => globalThis.__flowPhase(detail), true);
    // Where the script came to a page that was there already.
    const { phase } = document.querySelector('family-auth') ?? {};
    if (phase) globalThis.__flowPhase(phase);
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

/** How often the element is looked at, milliseconds. */
const LOOK_MS = 150;

/**
 * Notes what the element advises in front of the camera: its public `phase` says it, the events do not. Each entry is
 * one stretch in which screen, movement and hint stayed: `{kind, action, state, hint, atMs}`. Only watches.
 */
export async function watchHints(page) {
  const seen = [];
  await page.exposeFunction('__flowHint', (entry) => {
    seen.push({ ...entry, atMs: performance.now() });
  });
  await page.addInitScript((lookMs) => {
    let last = '';
    const look = () => {
      const phase = document.querySelector('family-auth')?.phase;
      if (!phase) return;
      const { kind, action = null, state = null, hint = null } = phase;
      const now = JSON.stringify([kind, action, state, hint]);
      if (now === last) return;
      last = now;
      globalThis.__flowHint({ kind, action, state, hint });
    };
    setInterval(look, lookMs);
    for (const type of ['family-auth-phase', 'family-auth-complete', 'family-auth-error']) {
      document.addEventListener(type, look, true);
    }
  }, LOOK_MS);
  return seen;
}

/** Counts how often the page asks for a camera: a way without one must not. */
export async function watchCamera(page) {
  await page.addInitScript(() => {
    globalThis.__camerasAsked = 0;
    const devices = navigator.mediaDevices;
    const original = devices?.getUserMedia.bind(devices);
    if (!original) return;
    devices.getUserMedia = (constraints) => {
      globalThis.__camerasAsked += 1;
      return original(constraints);
    };
  });
  return { asked: () => page.evaluate(() => globalThis.__camerasAsked) };
}
