import { hidePage } from './page-edges.mjs';

/** Longest time in front of the camera, with all the faults and tries. */
const LIMIT_MS = 240_000;
/** Phases in which somebody is in front of the camera. */
const LIVE = ['framing', 'calibrating', 'prompt', 'once_more'];
const KINDS = [
  'get_ready',
  'camera_permission',
  ...LIVE,
  'captured',
  'sending',
  'waiting',
  'approved',
  'rejected',
  'problem',
];

/**
 * From getting ready to the decision, each fault at the first phase of its kind that comes; the next one only when the
 * walk has gone on since. Problems are overcome by their first way, failed movements by trying again. `once_more` is
 * brought about by turning to another tab. A fault that `shows` a code must have shown it.
 *
 * @param {[phase: string, fault: object][]} faults
 */
export async function passFace(tab, faults) {
  const open = faults.map(([phase, fault]) => ({ phase, fault, shown: [], startedMs: 0, endedMs: 0 }));
  const until = performance.now() + LIMIT_MS;
  let suffering = null;
  try {
    for (;;) {
      const phase = await tab.phases.change(KINDS, until);
      if (suffering?.phase !== undefined && goesOn(phase, suffering)) suffering = settled(suffering);
      if (['waiting', 'approved', 'rejected'].includes(phase.kind))
        return open.map((row) => rowOf(tab, row, phase));
      const next = suffering === null && open.find((row) => row.startedMs === 0 && row.phase === phase.kind);
      if (next) suffering = await suffer(tab, next);
      await answer(tab, phase, { suffering, wanted: open.find((row) => row.startedMs === 0) });
    }
  } catch (error) {
    await tab.photograph('failed');
    return open.map((row) => rowOf(tab, row, null, error));
  }
}

async function suffer(tab, row) {
  row.startedMs = performance.now();
  await row.fault.begin(tab);
  await row.fault.end(tab);
  return row;
}

/** The walk is on its feet again: the camera runs, or what follows it came. */
const goesOn = (phase, { phase: hit, fault, shown }) =>
  phase.kind !== 'problem' &&
  (phase.kind !== 'get_ready' || hit === 'get_ready') &&
  (fault.shows === undefined || shown.includes(fault.shows));

function settled(row) {
  row.endedMs = performance.now();
  return null;
}

/** What a person does at a screen. */
async function answer(tab, phase, { suffering, wanted }) {
  const { element, page } = tab;
  if (phase.kind === 'problem') suffering?.shown.push(phase.code);
  if (tab.phases.current().kind !== phase.kind) return; // it went on by itself
  switch (phase.kind) {
    case 'get_ready':
      return element.press('open-camera');
    case 'camera_permission':
      return element.root
        .locator('[part~="button-allow"]')
        .click({ timeout: 3_000 })
        .catch(() => undefined);
    case 'once_more':
      return element.press('retry');
    case 'problem':
      await tab.photograph(phase.code);
      return element.root.locator('[part~="button-primary"]').first().click();
    case 'prompt':
      if (wanted?.phase !== 'once_more' || suffering) return;
      await hidePage(page, true);
      await tab.phases.until(['once_more', 'problem'], 20_000);
      return hidePage(page, false);
  }
}

function rowOf(tab, { phase, fault, shown, startedMs, endedMs }, end, error) {
  const ended = end !== null && endedMs > 0;
  const untyped = tab.untyped.length > 0;
  const ok = ended && end.kind !== 'rejected' && !untyped;
  const why =
    error?.message ?? (untyped ? `untyped: ${tab.untyped.join('; ')}` : !ended ? 'not reached' : end.kind);
  return {
    phase,
    fault: fault.name,
    outcome: ok ? 'finished' : 'failed',
    shown,
    entriesKept: ok,
    ms: Math.round(Math.max(0, endedMs - startedMs)),
    ok,
    ...(ok ? {} : { why }),
  };
}
