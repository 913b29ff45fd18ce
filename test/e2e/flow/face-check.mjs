/** Longest time in front of the camera, retries included. */
const CAMERA_LIMIT_MS = 150_000;

/**
 * Opens the camera and goes through framing, calibration and the prompts, trying again as often as it is offered.
 * Returns an outcome only when it did not come to a submission.
 */
export async function faceCheck({ page, options, log, phases, hints, element }) {
  await phases.until(['get_ready']);
  await log.screenshot(page, 'get-ready');
  await element.press('open-camera');
  await phases.until(['camera_permission', 'framing']);
  await log.screenshot(page, 'camera-permission');
  const opened = phases.until(['framing', 'calibrating', 'prompt', 'problem']);
  // Where the browser has been told before, the element only waits and has nothing to press.
  await Promise.race([opened, element.press('allow').catch(() => undefined)]);
  await opened;
  log.step('camera opened');
  const photographed = new Set();
  const openedMs = performance.now();
  const until = openedMs + CAMERA_LIMIT_MS;
  let unclear = 0;
  const incomplete = async (reason) => {
    await page.evaluate(() => undefined); // what the page has told by now has arrived
    const refusedBy = refusedInFront(hints, reason, performance.now());
    const end = { status: 'liveness_incomplete', reason, refusedBy, failedSessions: failedSessions(hints) };
    return { ...end, otherWays: await otherWays({ page, phases, element }) };
  };
  while (performance.now() < until) {
    const framed = phases.history.some(({ kind }) => kind === 'calibrating');
    const phase = await phases.change(
      ['framing', 'slow_device', 'calibrating', 'prompt', 'once_more', 'captured', 'sending', 'problem'],
      framed ? until : Math.min(until, openedMs + options.framingLimitMs),
      null,
    );
    if (phase === null) break;
    const name = phase.kind === 'prompt' ? `prompt-${phase.action}-${phase.state}` : phase.kind;
    if (worthAPicture(phase) && !photographed.has(name)) {
      photographed.add(name);
      await log.screenshot(page, name, { fullPage: false }); // a resized page shows a black picture for a moment
    }
    if (phase.kind === 'captured' || phase.kind === 'sending') {
      log.step('captured');
      return null;
    }
    if (phase.kind === 'slow_device') {
      log.step('told that the device is slow');
      await element.press('open-camera');
    }
    if (phase.kind === 'once_more') {
      unclear += 1;
      if (unclear >= options.sessions) return incomplete('sessions_over');
      await element.press('retry');
    }
    if (phase.kind === 'problem') {
      log.step(`problem ${phase.code}`);
      const before = phases.history.findLast(({ kind }) => kind !== 'problem');
      if (!endsTheCheck(phase.code, before?.kind)) {
        throw new Error(`${phase.code} came in between before the camera`);
      }
      return incomplete(phase.code);
    }
  }
  return incomplete('camera_time_over');
}

/** Whether a problem says that the person was not seen doing what was asked; any other is a fault on the way. */
export const endsTheCheck = (code, before) =>
  ['attempts_exhausted', 'challenge_expired', 'challenge_used'].includes(code) ||
  (code === 'deadline_exceeded' && before === 'framing');

/** What the element offers to those for whom the camera does not work, as the person finds it. */
async function otherWays({ page, phases, element }) {
  try {
    if (phases.current()?.kind === 'slow_device') return await methodsShown(page);
    await element.press('other-method');
    await phases.until(['choose_method'], 5_000);
    return await methodsShown(page);
  } catch {
    return [];
  }
}

const methodsShown = (page) => page.evaluate(() => document.querySelector('family-auth').phase.methods);

const worthAPicture = ({ kind, state }) =>
  kind !== 'prompt' || ['reacting', 'holding', 'shown'].includes(state);

/** What the hint of a failed step says of the failure, see src/session/face/once-more.ts. */
const FAILURES = {
  wait_for_prompt: 'too_early',
  turn_other_way: 'wrong_direction',
  keep_closed: 'eyes_reopened_early',
  turn_back: 'not_returned',
  device_stalled: 'gap',
  device_turned: 'resized',
  no_face: 'face_lost',
  many_faces: 'many_faces',
  face_screen: 'page_hidden',
  slow_connection: 'late',
};
const NOT_STEADY = 'not_steady';

/**
 * Which check in front of the camera was not met, in one word: `framing:HINT` where the face never got into the picture
 * (the hint that stood longest), `prompt:MOVEMENT:WHY` where a movement was asked and not seen; null where neither.
 *
 * @param {{kind: string, action: string|null, hint: string|null, atMs: number}[]} seen by `watchHints`
 * @param {string} reason why the flow ended: time was over, or a problem's code
 * @param {number} untilMs when it ended
 */
export function refusedInFront(seen, reason, untilMs) {
  const failed = failedSessions(seen).at(-1) ?? null;
  const last = seen.findLast(({ kind }) => ['framing', 'calibrating', 'prompt', 'once_more'].includes(kind));
  switch (last?.kind) {
    case undefined:
      return null;
    case 'once_more':
      return failed;
    case 'framing':
      return failed ?? `framing:${longestHint(seen, untilMs)}`;
    default:
      // The last of all sessions ends without a word on what was not seen in it.
      return `prompt:${last.action ?? 'neutral'}:${reason === 'attempts_exhausted' ? 'not_seen' : 'unfinished'}`;
  }
}

/** What was not met in each session that was said to be unclear, in order. */
export function failedSessions(seen) {
  return seen
    .filter(({ kind }, at) => kind === 'once_more' && seen[at - 1]?.kind !== 'once_more')
    .map(({ action, hint }) => `prompt:${action ?? 'neutral'}:${failureOf(action ?? 'neutral', hint)}`);
}

/** Everything that was advised, in the order in which it first was. */
export function hintsGiven(seen) {
  return [...new Set(seen.map(({ hint }) => hint).filter(Boolean))];
}

function failureOf(movement, hint) {
  if (hint === null) return 'bad_picture';
  if (hint === 'open_eyes') return movement.startsWith('hold') ? 'eyes_reopened_late' : 'not_returned';
  return FAILURES[hint] ?? 'not_seen';
}

function longestHint(seen, untilMs) {
  const stood = new Map();
  seen.forEach(({ kind, hint, atMs }, at) => {
    if (kind !== 'framing') return;
    const name = hint === null || hint === 'hold_still' ? NOT_STEADY : hint;
    stood.set(name, (stood.get(name) ?? 0) + (seen[at + 1]?.atMs ?? untilMs) - atMs);
  });
  return [...stood].sort((a, b) => b[1] - a[1])[0]?.[0] ?? NOT_STEADY;
}
