// What a person does at each screen of the way by documents, and where it leads. A step is {phase, act, next}; `arrived`
// in the place of `next` where the screen stays the same.

import { fileURLToPath } from 'node:url';
import { ACCOUNT } from '../walk/portal-page.mjs';
import { logIn, registerAccount } from '../walk/provider-screens.mjs';
import { reviewFirstCase } from '../walk/reviewer-screens.mjs';

const people = new URL('../../src/testing/people/', import.meta.url);
const silent = { screenshot: async () => undefined, step: () => undefined };

const welcome = {
  phase: 'welcome',
  next: ['family'],
  async act(tab) {
    const window = await popupOf(tab, () => tab.element.press('register'));
    await registerAccount(window, ACCOUNT, silent);
  },
  /** Nobody is logged in: the window is closed, the question is put again. */
  async overcome(tab) {
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
  async under(tab, fault) {
    const window = await popupOf(tab, () => tab.element.press('register'));
    await window.locator('input[name=idNumber]').waitFor({ timeout: 30_000 });
    const { name, number: idNumber, phone, password } = ACCOUNT;
    for (const [field, value] of Object.entries({ name, idNumber, phone, password }))
      await window.locator(`input[name=${field}]`).fill(value);
    await fault.begin(tab);
    await window.locator('form[action*="/register"] button[type=submit]').click({ noWaitAfter: true });
    await fault.end(tab);
  },
};

const family = { phase: 'family', next: ['details'], act: ({ element }) => element.press('add') };

/** After a problem the same screen stands there again, everything in it: the same button once more, unless it goes on by itself. */
const pressAgain = (kind, name) => ({
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
  async act({ element, citizen }) {
    await element.fillDetails({ name: citizen.name, number: citizen.number, relationship: 'sibling' });
    await element.press('next');
  },
};

const otherMethod = {
  phase: 'consent',
  next: ['choose_method'],
  act: ({ element }) => element.press('other-method'),
};

const chooseMethod = {
  phase: 'choose_method',
  next: ['consent'],
  act: ({ element }) => element.pickMethod('document_review'),
};

export const agreeTo = (next) => ({
  phase: 'consent, agreed',
  next: [next],
  ...pressAgain('consent', 'agree'),
  async act({ element }) {
    await element.tickAllConsents();
    await element.press('agree');
  },
});

const photos = {
  phase: 'photos',
  arrived: ({ element }) => ready(element).isVisible(),
  act: ({ element, person }) => element.addPhotos(fileURLToPath(new URL(`${person}.idphoto.jpg`, people))),
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
  async under(tab, fault) {
    await fault.begin(tab);
    await fault.end(tab);
    await approveAtTheDesk(tab);
  },
};

async function approveAtTheDesk({ context, sandbox, page }) {
  const atTheDesk = () => document.querySelector('family-auth').phase.status === 'manual_review';
  await page.waitForFunction(atTheDesk, null, { timeout: 60_000, polling: 200 });
  const desk = await context.newPage();
  await reviewFirstCase(desk, sandbox.reviewer, 'approve', 'zh-CN', silent);
  await desk.close();
}

const approved = { phase: 'approved', next: ['card'], act: ({ element }) => element.press('card') };

const code = {
  phase: 'card, its code asked for',
  arrived: ({ element }) => element.root.locator('[part="code"] svg').isVisible(),
  ...pressAgain('card', 'code'),
  act: ({ element }) => element.press('code'),
};

const unbind = { phase: 'card', next: ['confirm_unbind'], act: ({ element }) => element.press('unbind') };

const confirmUnbind = {
  phase: 'confirm_unbind',
  next: ['family'],
  ...pressAgain('confirm_unbind', 'confirm'),
  act: ({ element }) => element.press('confirm'),
};

export const LOG_IN = [loggingIn];
export const TO_CONSENT = [family, details];
export const TO_PHOTOS = [...TO_CONSENT, otherMethod, chooseMethod, agreeTo('photos')];
export const TO_WAITING = [...TO_PHOTOS, photos, sending];
export const TO_CARD = [...TO_WAITING, waiting, approved];
/** Everything, for one who goes through without looking back. */
export const WHOLE_WAY = [loggingIn, ...TO_CARD, code, unbind, confirmUnbind];
export { chooseMethod, code, confirmUnbind, details, family, otherMethod, photos, unbind, welcome };

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
