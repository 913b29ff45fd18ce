import { compareEntries, keptOf, lookAround, newSight } from './entries.mjs';
import { hidePage, requireCameraOff } from './page-edges.mjs';
import { backAndOn } from './steps.mjs';

/** Longest time from getting ready to the decision, with all the faults and tries. */
const LIMIT_MS = 360_000;
/** Phases in which somebody is in front of the camera. */
const LIVE = ['framing', 'calibrating', 'prompt', 'once_more'];
const ENDS = ['approved', 'rejected'];
const KINDS = [
  'get_ready',
  'slow_device',
  'camera_permission',
  ...LIVE,
  'captured',
  'sending',
  'waiting',
  'problem',
  ...ENDS,
];

/**
 * From getting ready to the decision, each fault at the first phase of its kind that comes; the next one only when the
 * flow has gone on since. Problems are recovered from by their first way, failed movements by trying again. `once_more` is
 * brought about by turning to another tab. A fault that `shows` a code must have shown it. Where getting ready stands
 * again after a problem, the person goes back to look at what was entered. Every row needs the approval at the end.
 *
 * @param {[phase: string, fault: object][]} faults
 */
export async function passFace(tab, faults) {
  const open = faults.map(([phase, fault]) => newRow(phase, fault));
  const untilMs = performance.now() + LIMIT_MS;
  let suffering = null;
  try {
    for (;;) {
      const phase = await tab.phases.change(KINDS, untilMs);
      if (suffering && goesOn(phase, suffering)) suffering = await settled(tab, suffering);
      if (ENDS.includes(phase.kind)) {
        await requireCameraOff(tab);
        for (const { sight } of open) await compareEntries(tab, sight);
        await requireApproval(tab, phase);
        return open.map((row) => rowOf(tab, row));
      }
      const next = suffering === null && open.find((row) => row.startedMs === 0 && row.phase === phase.kind);
      if (next) suffering = await suffer(tab, next);
      if (phase.kind === 'problem') (suffering ?? latestOf(open)).shown.push(phase.code);
      const wanted = suffering ? null : open.find((row) => row.startedMs === 0)?.phase;
      await answer(tab, phase, { suffering, wanted });
    }
  } catch (error) {
    await tab.photograph('failed');
    return open.map((row) => rowOf(tab, row, error));
  }
}

/** @throws Error that says what the backend said, where it was another decision. */
export async function requireApproval({ sandbox }, { kind }) {
  if (kind === 'approved') return;
  const { reason, refusedBy } = (await sandbox.inspect()) ?? {};
  throw new Error(`the flow ended in ${kind}: ${reason}, by ${refusedBy}`);
}

/** Goes on in front of the camera until `kind` stands there. @throws Error when the flow ends before. */
export async function reachFace(tab, kind) {
  const untilMs = performance.now() + LIMIT_MS;
  for (;;) {
    const phase = await tab.phases.change(KINDS, untilMs);
    if (phase.kind === kind) return;
    if (ENDS.includes(phase.kind)) throw new Error(`the flow ended in ${phase.kind} before ${kind}`);
    await answer(tab, phase, { suffering: null, wanted: kind });
  }
}

const newRow = (phase, fault) => ({
  phase,
  fault,
  shown: [],
  sight: newSight(),
  lookedBack: false,
  startedMs: 0,
  endedMs: 0,
});

/** A problem that comes when all is over is told with the fault before it; before any, with the first. */
const latestOf = (rows) => rows.toSorted((a, b) => b.startedMs - a.startedMs)[0];

async function suffer(tab, row) {
  row.startedMs = performance.now();
  await row.fault.begin(tab);
  await row.fault.end(tab, row.shown);
  return row;
}

/** The flow has recovered: the camera runs, or what comes after it was reached. */
const goesOn = (phase, { phase: hit, fault, shown }) =>
  phase.kind !== 'problem' &&
  (phase.kind !== 'get_ready' || hit === 'get_ready') &&
  (fault.shows === undefined || shown.includes(fault.shows));

async function settled(tab, row) {
  row.endedMs = performance.now();
  await compareEntries(tab, row.sight);
  return null;
}

/** What a person does at a screen. */
async function answer(tab, phase, { suffering, wanted }) {
  const { element, page } = tab;
  if (tab.phases.current().kind !== phase.kind) return; // it went on by itself
  await requireCameraOff(tab);
  switch (phase.kind) {
    case 'get_ready':
      if (await lookBack(tab, suffering)) return; // getting ready has come again, and is answered next
      return element.press('open-camera');
    case 'slow_device':
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
      if (wanted !== 'once_more') return;
      await hidePage(page, true);
      await tab.phases.until(['once_more', 'problem'], 20_000);
      return hidePage(page, false);
  }
}

/** Once for each fault that stood on the screen. */
async function lookBack(tab, row) {
  if (!row || row.shown.length === 0 || row.lookedBack) return false;
  row.lookedBack = true;
  await lookAround(tab, backAndOn('get_ready'), row.sight);
  return true;
}

function rowOf(tab, row, error) {
  const { phase, fault, shown, startedMs, endedMs, sight } = row;
  const entriesKept = keptOf(tab, sight);
  const why = whyNot(tab, row, entriesKept, error);
  return {
    phase,
    fault: fault.name,
    outcome: why ? 'failed' : 'finished',
    shown,
    entriesKept,
    ms: Math.round(Math.max(0, endedMs - startedMs)),
    ok: why === null,
    ...(why ? { why } : {}),
  };
}

function whyNot(tab, { startedMs, endedMs, fault, shown, sight }, entriesKept, error) {
  if (error) return error.message;
  if (tab.untyped.length > 0) return `untyped: ${tab.untyped.join('; ')}`;
  if (startedMs === 0) return 'not reached';
  if (fault.shows && !shown.includes(fault.shows)) return `${fault.shows} was not shown`;
  if (endedMs === 0) return 'the flow did not go on after it';
  return entriesKept === true ? null : `lost: ${[...sight.lost].join(', ') || entriesKept}`;
}
