import { setTimeout as sleep } from 'node:timers/promises';
import { standIn } from '../../walk/portal-page.mjs';
import { restart, shortCut, standing } from '../kinds.mjs';
import { freezeCamera, hidePage, thawCamera, unplugCamera } from '../page-edges.mjs';
import { passFace } from '../pass-face.mjs';
import { walkTo } from '../pass-step.mjs';
import { agreeTo, LOG_IN, TO_CONSENT } from '../steps.mjs';

const moment = (name, begin, end = async () => {}) => ({ name, begin: (tab) => begin(tab.page), end });

const unplugged = { ...moment('camera unplugged', unplugCamera), shows: 'camera_ended' };
// In the middle of a movement the movement is asked for once more; a camera that stays so ends in `camera_no_picture`.
const untilNoticed = async ({ page, phases }) => {
  await phases.until(['once_more', 'problem'], 30_000);
  await thawCamera(page);
};
const frozen = moment('camera gives no more pictures', freezeCamera, untilNoticed);
const hidden = moment(
  'page hidden for 2 s',
  (page) => hidePage(page, true),
  async ({ page }) => {
    await sleep(2_000);
    await hidePage(page, false);
  },
);

/** A walk with a face, up to the camera, and on through every phase there with its fault. */
const faceWith = (name, faults, { stage, check } = {}) => ({
  name: `face: ${name}`,
  ...(stage && { stage }),
  camera: true,
  rows: faults.map(([phase, fault]) => [phase, fault.name]),
  async run(opened) {
    const tab = await opened.openTab('anna');
    await walkTo(tab, LOG_IN);
    await standIn(tab.page, 'anna');
    await walkTo(tab, [...TO_CONSENT, agreeTo('get_ready')]);
    const rows = await passFace(tab, faults);
    await check?.(tab);
    return rows;
  },
});

const CAMERA_PHASES = ['framing', 'calibrating', 'prompt', 'once_more'];
const FACE_PHASES = ['get_ready', ...CAMERA_PHASES, 'captured', 'sending'];

export const faceNetwork = faceWith(
  'network cut at every step and back',
  FACE_PHASES.map((phase) => [phase, shortCut]),
);

export const faceBackend = faceWith(
  'backend restarted at every step',
  FACE_PHASES.map((phase) => [phase, restart]),
  { stage: { restartable: true } },
);

export const faceCamera = faceWith('camera unplugged at every step', [
  ...CAMERA_PHASES.map((phase) => [phase, unplugged]),
  ['prompt', frozen],
  ['prompt', hidden],
]);

export const faceClock = faceWith(
  'clock an hour fast',
  ['prompt', 'sending'].map((phase) => [phase, standing('clock an hour fast')]),
  { stage: { wrongMs: 3_600_000 } },
);
