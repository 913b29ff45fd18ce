import { setTimeout as sleep } from 'node:timers/promises';
import { compareEntries, keptOf, lookAround, newSight } from './entries.mjs';
import { requireCameraOff } from './page-edges.mjs';
import { logInBetween } from './steps.mjs';

/** A step that has not arrived so long after its fault hangs. */
const LIMIT_MS = 75_000;
const LOOK_EVERY_MS = 100;

export const NO_FAULT = { name: 'none', begin: async () => {}, end: async () => {} };

/**
 * Takes one step with a fault in it and says how it ended: a row of the table. What was entered is compared with what
 * the screens hold: where the step stands again after a problem, where it arrives, and on the screens of `looks`. A
 * fault, or a step, that `shows` a code must have shown it.
 *
 * @param {object} tab
 * @param {object} step
 * @param {{name: string, begin: Function, end: Function, shows?: string, recover?: Function}} [fault]
 * @param {{typedAnew?: boolean}} [expected] `typedAnew`: the entries must be gone, by the privacy rule
 * @returns {Promise<{phase: string, fault: string, outcome: string, shown: string[], entriesKept: boolean|string,
 *   ms: number, ok: boolean, why?: string}>} `shown`: codes of the problems that stood on the screen on the way.
 */
export async function passStep(tab, step, fault = NO_FAULT, { typedAnew = false } = {}) {
  const startedMs = performance.now();
  const way = { shown: [], sight: newSight(), actError: null, fault };
  const row = (rest) => ({
    phase: step.phase,
    fault: fault.name,
    shown: way.shown,
    entriesKept: keptOf(tab, way.sight),
    ms: Math.round(performance.now() - startedMs),
    ...rest,
  });
  try {
    await tab.page.bringToFront(); // what is behind is not drawn
    await (step.under ? step.under(tab, fault, way) : under(tab, step, fault, way));
    await arrive(tab, step, way);
    await step.enters?.(tab);
    await compareEntries(tab, way.sight);
    if (fault !== NO_FAULT) await lookAround(tab, step.looks ?? [], way.sight);
    await requireCameraOff(tab);
    requireAsMeant(tab, step, way, typedAnew);
    if (typedAnew) tab.entered = {};
    return row({ outcome: step.endsIn ?? 'finished', ok: true });
  } catch (error) {
    await tab.photograph('failed');
    const acting = way.actError && way.actError !== error ? `; while acting: ${way.actError.message}` : '';
    return row({ outcome: 'failed', ok: false, why: error.message + acting });
  }
}

/** @throws Error where the row is not what it must be. */
function requireAsMeant(tab, step, { shown, sight, fault }, typedAnew) {
  if (tab.untyped.length > 0) throw new Error(`untyped: ${tab.untyped.splice(0).join('; ')}`);
  const code = step.shows ?? fault.shows;
  if (code && !shown.includes(code)) throw new Error(`${code} was not shown`);
  const kept = keptOf(tab, sight);
  if (typedAnew && kept !== false) throw new Error('what was typed outlived the page');
  if (!typedAnew && kept === false) throw new Error(`lost: ${[...sight.lost].join(', ')}`);
  if (fault !== NO_FAULT && kept === 'on no screen') throw new Error('no screen shows what was entered');
}

/** Takes steps without a fault. @throws Error when one does not arrive, or only after a problem that nobody brought about. */
export async function runSteps(tab, steps) {
  for (const step of steps) {
    const { ok, why, shown } = await passStep(tab, step);
    if (!ok) throw new Error(`${step.phase}: ${why}`);
    if (shown.length > 0) throw new Error(`${step.phase}: ${shown.join(', ')} without a fault`);
  }
}

async function under(tab, step, fault, way) {
  await fault.begin(tab);
  const acting = step.act(tab).catch((error) => {
    way.actError = error;
  });
  await fault.end(tab, way.shown);
  await acting;
}

/** Waits as a person would, and takes the first way out of each problem that is shown. */
async function arrive(tab, step, { shown, sight, fault }) {
  const untilMs = performance.now() + LIMIT_MS;
  let recovered = null;
  for (;;) {
    const phase = tab.phases.current();
    if (phase?.kind === 'problem' && phase !== recovered) {
      recovered = phase;
      shown.push(phase.code);
      await tab.photograph(phase.code);
      await requireCameraOff(tab);
      if (phase.code === step.endsIn) return;
      await (step.recover ?? fault.recover ?? takeFirstWay)(tab, phase);
    } else if (await hasArrived(tab, step)) {
      return;
    } else if (recovered && phase !== recovered && phase?.kind === step.stands) {
      recovered = null;
      await compareEntries(tab, sight);
      await step.again(tab);
    } else if (phase?.kind === 'logging_in' && step.recover && (await windowIsLost(tab))) {
      await step.recover(tab, phase);
    }
    if (performance.now() > untilMs)
      throw new Error(`hangs: the element shows ${tab.phases.current()?.kind}`);
    await sleep(LOOK_EVERY_MS);
  }
}

async function hasArrived(tab, { next, arrived }) {
  return arrived ? arrived(tab) : (next ?? []).includes(tab.phases.current()?.kind);
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
