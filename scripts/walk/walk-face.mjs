/** Longest time in front of the camera, retries included. */
const CAMERA_LIMIT_MS = 150_000;

/**
 * Opens the camera and goes through framing, calibration and the prompts, trying again as often as it is offered.
 * Returns an outcome only when it did not come to a submission.
 */
export async function faceCheck({ page, log, phases, element }) {
  await phases.until(['get_ready']);
  await log.screenshot(page, 'get-ready');
  await element.press('open-camera');
  await phases.until(['camera_permission', 'framing']);
  await log.screenshot(page, 'camera-permission');
  if (phases.current().kind === 'camera_permission') await element.press('allow');
  await phases.until(['framing', 'calibrating', 'prompt']);
  log.step('camera opened');
  const photographed = new Set();
  const until = performance.now() + CAMERA_LIMIT_MS;
  while (performance.now() < until) {
    const phase = await phases.change(
      ['framing', 'calibrating', 'prompt', 'once_more', 'captured', 'sending', 'problem'],
      until,
    );
    const name = phase.kind === 'prompt' ? `prompt-${phase.action}-${phase.state}` : phase.kind;
    if (worthAPicture(phase) && !photographed.has(name)) {
      photographed.add(name);
      await log.screenshot(page, name, { fullPage: false }); // a resized page shows a black picture for a moment
    }
    if (phase.kind === 'captured' || phase.kind === 'sending') {
      log.step('captured');
      return null;
    }
    if (phase.kind === 'once_more') await element.press('retry');
    if (phase.kind === 'problem') {
      log.step(`problem ${phase.code}`);
      return { status: 'liveness_incomplete', reason: phase.code };
    }
  }
  return { status: 'liveness_incomplete', reason: 'camera_time_over' };
}

const worthAPicture = ({ kind, state }) =>
  kind !== 'prompt' || ['reacting', 'holding', 'shown'].includes(state);
