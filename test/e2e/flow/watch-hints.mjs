/** How often the element is looked at, milliseconds. */
const LOOK_MS = 150;

/**
 * Notes what the element advises in front of the camera: its public `phase` says it, the events do not. Each entry is
 * one stretch in which screen, movement and hint stayed: `{kind, action, state, hint, atMs}`. Only watches.
 */
export async function watchHints(page) {
  const seen = [];
  await page.exposeFunction('__walkHint', (entry) => {
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
      globalThis.__walkHint({ kind, action, state, hint });
    };
    setInterval(look, lookMs);
    for (const type of ['family-auth-phase', 'family-auth-complete', 'family-auth-error']) {
      document.addEventListener(type, look, true);
    }
  }, LOOK_MS);
  return seen;
}
