import { restart, shortCut, standing } from '../kinds.mjs';
import {
  appeal,
  askForLink,
  atTheCounter,
  confirmWithdraw,
  refusedAtTheDesk,
  relativeAgrees,
  relativeLogsIn,
  sendAppeal,
  shutter,
  withdraw,
  withdrawn,
} from '../other-steps.mjs';
import { unplugCamera } from '../page-edges.mjs';
import { passStep, runSteps } from '../pass-step.mjs';
import {
  agreeTo,
  LOG_IN,
  noLongerListed,
  otherMethod,
  pick,
  sending,
  TO_CONSENT,
  TO_PHOTOS,
  TO_WAITING,
  takingPhoto,
  waiting,
} from '../steps.mjs';
import { openTo, RELOAD, reloadAt, reloadThrough, stateIs } from './reload.mjs';

/** `steps` each with the fault, after what leads there without one. */
const wayWith = (name, steps, fault, before = [...LOG_IN, ...TO_CONSENT, otherMethod]) => ({
  name,
  ...(fault === restart && { stage: { restartable: true } }),
  rows: steps.map(({ phase }) => [phase, fault.name]),
  async run(stage) {
    const tab = await stage.openTab('ben');
    await runSteps(tab, before);
    const { rows } = stage;
    for (const step of steps) {
      rows.push(await passStep(tab, step, fault));
      if (!rows.at(-1).ok) break;
    }
    return rows;
  },
});

const RELATIVE = [
  pick('subject_login'),
  agreeTo('subject_login'),
  askForLink,
  relativeLogsIn,
  relativeAgrees,
];
const COUNTER = [pick('in_person'), agreeTo('appointment'), atTheCounter];
const TURNS = [
  withdraw,
  confirmWithdraw,
  withdrawn,
  ...TO_WAITING,
  refusedAtTheDesk,
  appeal,
  sendAppeal,
  waiting,
];
const HANDED_IN = [...LOG_IN, ...TO_WAITING];

export const relativeNetwork = wayWith("relative's log-in: network cut at every step", RELATIVE, shortCut);
export const relativeBackend = wayWith(
  "relative's log-in: backend restarted at every step",
  RELATIVE,
  restart,
);
export const counterNetwork = wayWith('counter: network cut at every step', COUNTER, shortCut);
export const counterBackend = wayWith('counter: backend restarted at every step', COUNTER, restart);
export const turnsNetwork = wayWith(
  'withdrawing, refusal, appeal: network cut at every step',
  TURNS,
  shortCut,
  HANDED_IN,
);
export const turnsBackend = wayWith(
  'withdrawing, refusal, appeal: backend restarted at every step',
  TURNS,
  restart,
  HANDED_IN,
);

const startOf = (method, next) => [...TO_CONSENT, otherMethod, pick(method), agreeTo(next)];

const RELOADS = [
  [
    reloadAt('subject_login', { after: stateIs('awaiting_subject') }),
    [openTo('subject_login'), relativeLogsIn],
  ],
  [
    reloadAt('subject_consent', { after: stateIs('awaiting_subject') }),
    [openTo('subject_login'), withdraw, confirmWithdraw, withdrawn, ...startOf('in_person', 'appointment')],
  ],
  [reloadAt('appointment', { after: stateIs('appointment') }), [openTo('appointment'), withdraw]],
  [
    reloadAt('confirm_withdraw', { after: stateIs('appointment') }),
    [openTo('appointment'), withdraw, confirmWithdraw],
  ],
  [reloadAt('withdrawn', { enters: noLongerListed }), [...TO_WAITING, refusedAtTheDesk]],
  [reloadAt('rejected', { after: stateIs('rejected') }), [openTo('rejected'), appeal]],
  [reloadAt('appealing', { after: stateIs('rejected') }), [openTo('rejected'), appeal, sendAppeal, waiting]],
];

/** What was handed in stands in the list, whatever it waits for. */
export const otherReload = {
  name: "relative's log-in, counter, withdrawing, appeal: tab reloaded at every step",
  rows: RELOADS.map(([{ step }]) => [step.phase, RELOAD.name]),
  async run(stage) {
    const tab = await stage.openTab('ben');
    await runSteps(tab, [...LOG_IN, ...startOf('subject_login', 'subject_login')]);
    await reloadThrough(tab, RELOADS);
    return stage.rows;
  },
};

/** Unplugged while somebody aims at a document: the shutter says so, and the next try takes the photo. */
const unplugged = {
  ...standing('camera unplugged'),
  shows: 'camera_ended',
  begin: ({ page }) => unplugCamera(page),
};

export const photoByCamera = {
  name: 'documents: a photo by the camera, network cut, camera unplugged',
  rows: [
    ['taking_photo', shortCut.name],
    ['taking_photo', unplugged.name],
    ['sending', unplugged.name],
  ],
  async run(stage) {
    const tab = await stage.openTab('ben');
    await runSteps(tab, [...LOG_IN, ...TO_PHOTOS, takingPhoto]);
    const { rows } = stage;
    rows.push(await passStep(tab, shutter, shortCut));
    await runSteps(tab, [{ ...takingPhoto, act: ({ element }) => element.press('take-id_document') }]);
    rows.push(await passStep(tab, shutter, unplugged));
    await tab.element.press('keep-id_document'); // the camera shows a face: the look doubts it, the person does not
    rows.push(await passStep(tab, sending, standing(unplugged.name)));
    return rows;
  },
};
