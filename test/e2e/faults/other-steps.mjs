// What a person does on the ways that need no face, and where a flow turns: the relative's own log-in, the counter,
// taking an application back, an appeal, a photo by the camera.

import { accountFor, fillRegistration } from '../flow/screens.mjs';
import { decideAtCounter } from '../flow/staff-desks.mjs';
import { noteEntries } from './entries.mjs';
import {
  closePopups,
  decidedAfter,
  noLongerListed,
  popupOf,
  pressAgain,
  silent,
  submitRegistration,
  tickAll,
} from './steps.mjs';

const askForLink = {
  phase: 'subject_login, the link asked for',
  arrived: ({ element }) => element.root.locator('[part~="qr"]').isVisible(),
  ...pressAgain('subject_login', 'link'),
  act: ({ element }) => element.press('link'),
};

/** The fault comes while the relative's window is open and filled in. */
const relativeLogsIn = {
  phase: 'logging_in, the relative',
  next: ['subject_consent'],
  async under(tab, fault, { shown }) {
    const window = await relativesWindow(tab);
    await fault.begin(tab);
    await submitRegistration(window);
    await fault.end(tab, shown);
  },
  async recover(tab) {
    await closePopups(tab);
    if (tab.phases.current().kind === 'logging_in') await tab.element.press('cancel');
    await tab.phases.until(['subject_login']);
    await submitRegistration(await relativesWindow(tab));
  },
};

async function relativesWindow(tab) {
  const window = await popupOf(tab, () => tab.element.press('login-subject'));
  await window.locator('a[href*="view=register"]').click();
  await fillRegistration(window, accountFor(tab.citizen, '13900000000'));
  return window;
}

const relativeAgrees = {
  phase: 'subject_consent',
  next: ['approved'],
  ...pressAgain('subject_consent', 'agree'),
  async act(tab) {
    await tickAll(tab);
    await tab.element.press('agree');
  },
};

const atTheCounter = {
  phase: 'appointment',
  next: ['approved'],
  async under(tab, fault, { shown }) {
    await fault.begin(tab);
    await fault.end(tab, shown);
    const code = await tab.element.root.evaluate(({ phase }) => phase.code);
    const desk = await tab.context.newPage();
    await decideAtCounter(desk, tab.sandbox, { code, decision: 'approve', lang: 'zh-CN' }, silent);
    await desk.close();
    await tab.page.bringToFront();
  },
};

const withdraw = {
  phase: 'waiting, then withdrawn from',
  next: ['confirm_withdraw'],
  act: ({ element }) => element.press('withdraw'),
};

const confirmWithdraw = {
  phase: 'confirm_withdraw',
  next: ['withdrawn'],
  ...pressAgain('confirm_withdraw', 'confirm'),
  act: ({ element }) => element.press('confirm'),
  async enters(tab) {
    delete tab.entered.listed;
  },
};

const withdrawn = {
  phase: 'withdrawn',
  next: ['family'],
  act: ({ element }) => element.press('family'),
  enters: noLongerListed,
};

const refusedAtTheDesk = {
  phase: 'waiting, refused at the desk',
  next: ['rejected'],
  under: decidedAfter('reject'),
};

const appeal = { phase: 'rejected', next: ['appealing'], act: ({ element }) => element.press('appeal') };

const sendAppeal = {
  phase: 'appealing',
  next: ['waiting'],
  ...pressAgain('appealing', 'send-appeal'),
  async act(tab) {
    await tab.element.root.locator('[name="appeal"]').fill('The photo was taken in the evening.');
    await noteEntries(tab, 'appeal');
    await tab.element.press('send-appeal');
  },
};

/** The photo is taken by the camera that is open. */
const shutter = {
  phase: 'taking_photo',
  next: ['photos'],
  ...pressAgain('taking_photo', 'shutter'),
  act: ({ element }) => element.press('shutter'),
};

export {
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
};
