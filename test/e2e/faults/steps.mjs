// What a person does at each screen of the way by documents, and where it leads. A step is {phase, act, next}; `arrived`
// in the place of `next` where the screen stays the same. `looks`: through which other screens, and back, a person finds
// what was entered before.

import { fileURLToPath } from 'node:url';
import {
  ACCOUNT,
  chooseSyntheticPerson,
  fillRegistration,
  logIn,
  registerAccount,
  registrationButton,
} from '../flow/screens.mjs';
import { reviewFirstCase } from '../flow/staff-desks.mjs';
import { entered, noteEntries } from './entries.mjs';

const people = new URL('../../../src/testing/people/', import.meta.url);
export const silent = { screenshot: async () => undefined, step: () => undefined };

const welcome = {
  phase: 'welcome',
  next: ['family'],
  async act(tab) {
    const window = await popupOf(tab, () => tab.element.press('register'));
    await registerAccount(window, ACCOUNT, silent);
  },
  /** Nobody is logged in: the window is closed, the question is put again. */
  async recover(tab) {
    await closePopups(tab);
    const { kind } = tab.phases.current();
    if (kind === 'logging_in') await tab.element.press('cancel');
    else if (kind === 'problem') await tab.element.press('back').catch(() => undefined); // or it is offered again
    await tab.phases.until(['welcome']);
    await welcome.act(tab);
  },
};

/** The fault comes while the log-in window is open and filled in. */
const loggingIn = {
  ...welcome,
  phase: 'logging_in',
  async under(tab, fault, { shown }) {
    const window = await popupOf(tab, () => tab.element.press('register'));
    await fillRegistration(window, ACCOUNT);
    await fault.begin(tab);
    await submitRegistration(window);
    await fault.end(tab, shown);
  },
};

export const submitRegistration = (window) => registrationButton(window).click({ noWaitAfter: true });

const family = { phase: 'family', next: ['details'], act: ({ element }) => element.press('add') };

/** After a problem the same screen stands there again, everything in it: the same button once more, unless it goes on by itself. */
export const pressAgain = (kind, name) => ({
  stands: kind,
  again: ({ element }) =>
    element.root
      .locator(`[part~="button-${name}"]`)
      .first()
      .click({ timeout: 3_000 })
      .catch(() => undefined),
});

const details = {
  phase: 'details',
  next: ['consent'],
  ...pressAgain('details', 'next'),
  async act(tab) {
    await typeDetails(tab);
    await tab.element.press('next');
  },
  looks: [
    { press: 'back', kind: 'details' },
    { press: 'next', kind: 'consent' },
  ],
};

export async function typeDetails(tab) {
  const { name, number } = tab.citizen;
  const typed = { name, number, relationship: 'sibling' };
  await tab.element.fillDetails(typed);
  tab.entered = entered(typed);
}

const otherMethod = {
  phase: 'consent',
  next: ['choose_method'],
  looks: [
    { press: 'back', kind: 'consent' },
    { press: 'other-method', kind: 'choose_method' },
  ],
  act: ({ element }) => element.press('other-method'),
};

export const pick = (method) => ({
  phase: 'choose_method',
  next: ['consent'],
  act: ({ element }) => element.pickMethod(method),
});
const chooseMethod = pick('document_review');

/** Back through consent and details, and on again to the screen behind them. */
export const backAndOn = (kind) => [
  { press: 'back', kind: 'consent' },
  ...details.looks,
  { press: 'agree', kind },
];

export const agreeTo = (next) => ({
  phase: 'consent, agreed',
  next: [next],
  ...pressAgain('consent', 'agree'),
  async act(tab) {
    await tickAll(tab);
    await tab.element.press('agree');
  },
  enters: isListed,
  ...(next === 'photos' || next === 'get_ready' ? { looks: backAndOn(next) } : {}),
});

export async function tickAll(tab) {
  await tab.element.tickAllConsents();
  await noteEntries(tab, 'consents');
}

/** From now on the list has them. */
async function isListed(tab) {
  tab.entered.listed = tab.entered.maskedName;
}

const photos = {
  phase: 'photos',
  arrived: async ({ element, page }) =>
    (await ready(element).isVisible()) &&
    page.evaluate(() => {
      const places = [...document.querySelector('family-auth').shadowRoot.querySelectorAll('[part="photo"]')];
      return places.length > 0 && places.every((place) => place.querySelector('canvas'));
    }),
  enters: (tab) => noteEntries(tab, 'photos'),
  looks: backAndOn('photos'),
  act: ({ element, person }) => element.addPhotos(fileURLToPath(new URL(`${person}.idphoto.jpg`, people))),
};

/** The camera shows a synthetic person. */
const takingPhoto = {
  phase: 'photos',
  arrived: async ({ page }) =>
    page.evaluate(() => Boolean(document.querySelector('family-auth').shadowRoot.querySelector('video'))),
  async act({ element, page, person }) {
    await chooseSyntheticPerson(page, person);
    await element.press('take-id_document');
  },
};

export const sending = {
  phase: 'sending',
  next: ['waiting'],
  ...pressAgain('photos', 'submit'),
  act: ({ element }) => ready(element).click(),
};

/** A person at the desk decides; whatever happens in the meantime, the page learns of it. */
export const waiting = {
  phase: 'waiting',
  next: ['approved'],
  under: decidedAfter('approve'),
};

/** The fault comes and goes while the application waits; then the desk decides. */
export function decidedAfter(decision) {
  return async (tab, fault, { shown }) => {
    await fault.begin(tab);
    await fault.end(tab, shown);
    await decideAtTheDesk(tab, decision);
  };
}

async function decideAtTheDesk({ context, sandbox, page }, decision) {
  const atTheDesk = () => document.querySelector('family-auth').phase.status === 'manual_review';
  await page.waitForFunction(atTheDesk, null, { timeout: 60_000, polling: 200 });
  const privately = await context.browser().newContext(); // the desk's log-in is forgotten each time
  await reviewFirstCase(await privately.newPage(), sandbox, decision, 'zh-CN', silent);
  await privately.close();
}

/** Who is bound no more stands in the list no more, or as such. */
export async function noLongerListed(tab) {
  tab.entered = {};
}

const approved = { phase: 'approved', next: ['card'], act: ({ element }) => element.press('card') };

const code = {
  phase: 'card, its code asked for',
  arrived: ({ element }) => element.root.locator('[part="code"] svg').isVisible(),
  ...pressAgain('card', 'code'),
  act: ({ element }) => element.press('code'),
};

const unbind = {
  phase: 'card',
  next: ['confirm_unbind'],
  ...pressAgain('card', 'unbind'),
  act: ({ element }) => element.press('unbind'),
};

const confirmUnbind = {
  phase: 'confirm_unbind',
  next: ['family'],
  ...pressAgain('confirm_unbind', 'confirm'),
  act: ({ element }) => element.press('confirm'),
  enters: noLongerListed,
};

export const LOG_IN = [loggingIn];
export const TO_CONSENT = [family, details];
export const TO_PHOTOS = [...TO_CONSENT, otherMethod, chooseMethod, agreeTo('photos')];
export const TO_WAITING = [...TO_PHOTOS, photos, sending];
export const TO_CARD = [...TO_WAITING, waiting, approved];
/** Everything, for one who goes through without looking back. */
export const WHOLE_WAY = [loggingIn, ...TO_CARD, code, unbind, confirmUnbind];
export {
  chooseMethod,
  code,
  confirmUnbind,
  details,
  family,
  otherMethod,
  photos,
  takingPhoto,
  unbind,
  welcome,
};

const ready = (element) => element.root.locator('[part~="button-submit"]:not([aria-disabled="true"])');

export async function popupOf({ page }, open) {
  const opening = page.waitForEvent('popup');
  await open();
  return opening;
}

export async function closePopups({ context, page }) {
  for (const other of context.pages())
    if (other !== page && other.url() !== 'about:blank') await other.close();
}

/** A log-in that is asked for in between. */
export async function logInBetween(tab, open) {
  await logIn(await popupOf(tab, open), ACCOUNT, silent);
}
