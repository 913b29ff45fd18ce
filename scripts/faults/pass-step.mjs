import { setTimeout as sleep } from 'node:timers/promises';
import { logInBetween } from './steps.mjs';

/** A step that has not arrived by then hangs. */
const LIMIT_MS = 75_000;
const LOOK_EVERY_MS = 100;

export const NO_FAULT = { name: 'none', begin: async () => {}, end: async () => {} };

/**
 * Takes one step with a fault in it and says how it ended: a row of the table. What the person entered is never entered
 * again here: a step that arrives has kept it.
 *
 * @returns {Promise<{phase: string, fault: string, outcome: string, shown: string[], entriesKept: boolean|string,
 *   ms: number, ok: boolean, why?: string}>} `shown`: codes of the problems that stood on the screen on the way.
 */
export async function passStep(tab, step, fault = NO_FAULT, { entriesKept = true } = {}) {
  const startedMs = performance.now();
  const shown = [];
  const row = (rest) => ({
    phase: step.phase,
    fault: fault.name,
    shown,
    ms: Math.round(performance.now() - startedMs),
    ...rest,
  });
  try {
    await tab.page.bringToFront(); // what is behind is not drawn
    await (step.under ? step.under(tab, fault) : under(tab, step, fault));
    await arrive(tab, step, shown, startedMs + LIMIT_MS);
    if (tab.untyped.length > 0) throw new Error(`untyped: ${tab.untyped.splice(0).join('; ')}`);
    return row({ outcome: step.endsIn ?? 'finished', entriesKept, ok: true });
  } catch (error) {
    await tab.photograph('failed');
    return row({ outcome: 'failed', entriesKept: false, ok: false, why: error.message });
  }
}

/** Takes steps without a fault. @throws Error when one does not arrive. */
export async function walkTo(tab, steps) {
  for (const step of steps) {
    const { ok, why } = await passStep(tab, step);
    if (!ok) throw new Error(`${step.phase}: ${why}`);
  }
}

async function under(tab, step, fault) {
  await fault.begin(tab);
  const acting = step.act(tab).catch((error) => error);
  await fault.end(tab);
  await acting;
}

/** Waits as a person would, and takes the first way out of each problem that is shown. */
async function arrive(tab, step, shown, until) {
  let overcome = null;
  for (;;) {
    if (await hasArrived(tab, step)) return;
    const phase = tab.phases.current();
    if (phase?.kind === 'problem' && phase !== overcome) {
      overcome = phase;
      shown.push(phase.code);
      await tab.photograph(phase.code);
      await (step.overcome ?? takeFirstWay)(tab, phase);
    } else if (overcome && phase !== overcome && phase?.kind === step.stands) {
      overcome = null;
      await step.again(tab);
    } else if (phase?.kind === 'logging_in' && step.overcome && (await windowIsLost(tab))) {
      await step.overcome(tab, phase);
    }
    if (performance.now() > until) throw new Error(`hangs: the element shows ${tab.phases.current()?.kind}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function hasArrived(tab, { next, arrived }) {
  return arrived ? arrived(tab) : next.includes(tab.phases.current()?.kind);
}

async function takeFirstWay(tab) {
  const first = tab.element.root.locator('[part~="button-primary"]').first();
  if ((await first.getAttribute('part')).includes('button-login'))
    await logInBetween(tab, () => first.click());
  else await first.click();
}

/** The log-in window shows the browser's own error page: a person closes it. */
async function windowIsLost({ context, page }) {
  const windows = context.pages().filter((other) => other !== page);
  return windows.some((window) => window.url().startsWith('chrome-error:'));
}
