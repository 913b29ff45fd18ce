import { setTimeout as sleep } from 'node:timers/promises';
import { chooseSyntheticPerson } from '../../flow/screens.mjs';
import { restart, shortCut, standing } from '../kinds.mjs';
import { darkenCamera, freezeCamera, hidePage, thawCamera, unplugCamera } from '../page-edges.mjs';
import { passFace, reachFace, requireApproval } from '../pass-face.mjs';
import { runSteps } from '../pass-step.mjs';
import { relative } from '../stage.mjs';
import { agreeTo, LOG_IN, TO_CONSENT } from '../steps.mjs';
import { clockJump, HOUR_MS } from './clock.mjs';
import { openTo, passReload, RELOAD, reloadAt, stateIs, typedAnew } from './reload.mjs';

const moment = (name, begin, end = async () => {}) => ({ name, begin: (tab) => begin(tab.page), end });

const unplugged = { ...moment('camera unplugged', unplugCamera), shows: 'camera_ended' };
// In the middle of a movement the movement is asked for once more.
const untilNoticed = async ({ page, phases }) => {
  await phases.until(['once_more', 'problem'], 30_000);
  await thawCamera(page);
};
const frozen = moment('camera gives no more pictures', freezeCamera, untilNoticed);
const dark = {
  ...moment('camera opens and gives no picture', (page) => darkenCamera(page, true)),
  shows: 'camera_no_picture',
  async end({ element, page, phases }) {
    await element.press('allow');
    await phases.until(['problem'], 30_000);
    await darkenCamera(page, false);
  },
};
const hidden = moment(
  'page hidden for 2 s',
  (page) => hidePage(page, true),
  async ({ page }) => {
    await sleep(2_000);
    await hidePage(page, false);
  },
);

/** As far as getting ready, with a synthetic person before the camera. */
export async function toGetReady(tab) {
  await chooseSyntheticPerson(tab.page, tab.person);
  await runSteps(tab, [...TO_CONSENT, agreeTo('get_ready')]);
}

/** A flow with a face, up to the camera, and on through every phase there with its fault. */
const faceWith = (name, faults, stage) => ({
  name: `face: ${name}`,
  ...(stage && { stage }),
  camera: true,
  rows: faults.map(([phase, fault]) => [phase, fault.name]),
  async run(opened) {
    const tab = await opened.openTab('anna');
    await runSteps(tab, LOG_IN);
    await toGetReady(tab);
    return passFace(tab, faults);
  },
});

const MOVING = ['framing', 'calibrating', 'prompt', 'once_more'];
const FACE_PHASES = ['get_ready', 'camera_permission', ...MOVING, 'captured', 'sending', 'waiting'];
const atEvery = (phases, fault) => phases.map((phase) => [phase, fault]);

export const faceNetwork = faceWith('network cut at every step and back', atEvery(FACE_PHASES, shortCut));

export const faceBackend = faceWith('backend restarted at every step', atEvery(FACE_PHASES, restart), {
  restartable: true,
});

export const faceCamera = faceWith('camera unplugged at every step', [
  ['camera_permission', dark],
  ...atEvery(MOVING, unplugged),
  ['prompt', frozen],
  ['prompt', hidden],
]);

const clockWrong = (wrongMs, how) =>
  faceWith(`clock ${how}`, atEvery(['prompt', 'sending', 'waiting'], standing(`clock ${how}`)), { wrongMs });

export const faceClockFast = clockWrong(HOUR_MS, 'an hour fast');
export const faceClockSlow = clockWrong(-HOUR_MS, 'an hour slow');
export const faceClockJumps = faceWith('clock jumps at every step', atEvery(FACE_PHASES, clockJump));

/** Whose application may be decided in the meantime: nobody can be added a second time. */
const HANDED_IN = { sending: 'ben', waiting: 'cora' };

/** A reload at every step in front of the camera: nothing of a face is kept, the relative begins anew as a draft. */
export const faceReload = {
  name: 'face: tab reloaded at every step',
  camera: true,
  rows: FACE_PHASES.map((phase) => [phase, RELOAD.name]),
  async run(stage) {
    const tab = await stage.openTab('anna');
    await runSteps(tab, LOG_IN);
    const { rows } = stage;
    for (const phase of FACE_PHASES) {
      const handedIn = phase in HANDED_IN;
      if (handedIn) Object.assign(tab, relative(HANDED_IN[phase]), { entered: {} });
      await toGetReady(tab);
      await reachFace(tab, phase);
      const after = handedIn ? stateIs('draft', 'under_review', 'bound') : stateIs('draft');
      rows.push(await passReload(tab, reloadAt(phase, { ...(!handedIn && typedAnew('open')), after })));
      if (!rows.at(-1).ok) return rows;
    }
    await runSteps(tab, [openTo('approved', 'card', 'rejected')]);
    if (tab.phases.current().kind === 'rejected') await requireApproval(tab, tab.phases.current());
    return rows;
  },
};
