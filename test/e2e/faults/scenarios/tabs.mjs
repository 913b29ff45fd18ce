import { standing } from '../kinds.mjs';
import { hidePage, sleepFor } from '../page-edges.mjs';
import { passFace } from '../pass-face.mjs';
import { passStep, runSteps } from '../pass-step.mjs';
import {
  agreeTo,
  code,
  confirmUnbind,
  details,
  LOG_IN,
  noLongerListed,
  sending,
  TO_CARD,
  TO_CONSENT,
  TO_PHOTOS,
  TO_WAITING,
  unbind,
} from '../steps.mjs';
import { toGetReady } from './face.mjs';

const OPEN_CARD = { phase: 'family', next: ['card'], act: ({ element }) => element.press('open') };
/** A token lives for 600 s and is renewed when 30 s are left. */
const LAPSED_MS = 580_000;
const bothRenew = standing('both tabs renew the log-in at once');
const sameRelative = standing('the same relative in two tabs');
const unbound = { ...standing('unbound in the other tab'), shows: 'state_conflict' };
const loggedOut = { ...standing('logged out in the other tab'), shows: 'login_required' };

/** Two tabs of one person, both logged in. */
async function twoTabs(stage, person) {
  const first = await stage.openTab(person);
  await runSteps(first, LOG_IN);
  const second = await stage.openTab(person);
  await second.phases.until(['family']);
  return [first, second];
}

/** The token of both has lapsed; each rotation of the refresh token spends the one before. */
export const tabsRenewAtOnce = {
  name: 'two tabs: both renew the log-in at once',
  rows: [1, 2, 3].map((round) => [`family, round ${round}`, bothRenew.name]),
  async run(stage) {
    const tabs = await twoTabs(stage, 'ben');
    const { rows } = stage;
    for (const round of [1, 2, 3]) {
      const step = {
        phase: `family, round ${round}`,
        async act() {
          await Promise.all(tabs.map((tab) => sleepFor(tab.page, LAPSED_MS)));
          for (const tab of tabs) tab.phases.forget();
          await Promise.all(tabs.map((tab) => openAndLeave(tab)));
        },
        arrived: async () => tabs.every(({ phases }) => phases.current()?.kind === 'family'),
      };
      rows.push(await passStep(tabs[0], step, bothRenew));
    }
    return rows;
  },
};

/** Within the page, as only one of two tabs is in front. */
async function openAndLeave({ page, phases }) {
  await clickWithin(page, 'add');
  await phases.until(['details'], 20_000);
  await page.waitForFunction(
    () => document.querySelector('family-auth').shadowRoot.querySelector('[part~="button-back"]'),
    null,
    { polling: 100 },
  );
  await clickWithin(page, 'back');
}

/** By the keyboard: the element takes no click that a script makes, and a tab that is not in front draws nothing to aim at. */
async function clickWithin(page, name) {
  await page.evaluate(
    (part) =>
      document.querySelector('family-auth').shadowRoot.querySelector(`[part~="button-${part}"]`).focus(),
    name,
  );
  await page.keyboard.press('Enter');
}

/** Both fill in the same person. The first to hand in goes through; the other is told why it cannot. */
export const tabsApplyTwice = {
  name: 'two tabs: the same relative applied for twice',
  rows: [
    ['sending', sameRelative.name],
    ['consent, agreed, in the other tab', sameRelative.name],
  ],
  async run(stage) {
    const [first, second] = await twoTabs(stage, 'ben');
    await runSteps(second, TO_PHOTOS.slice(0, -1));
    await runSteps(first, TO_WAITING.slice(0, -1));
    const sent = await passStep(first, sending, sameRelative);
    const late = { ...orRefused(agreeTo('photos')), phase: 'consent, agreed, in the other tab' };
    return [sent, await passStep(second, late, sameRelative)];
  },
};

/** A step that ends in a typed answer: there is no way on but back, and the entries stand there. */
const orRefused = (step) => ({
  ...step,
  endsIn: 'duplicate_relative',
  shows: 'duplicate_relative',
  enters: undefined,
  looks: details.looks,
});

/** One is in front of the camera while the same relative is entered in the other, and goes on there afterwards. */
export const tabsWithFace = {
  name: 'two tabs: the same relative, in one of them in front of the camera',
  camera: true,
  rows: [
    ['prompt', sameRelative.name],
    ['consent, agreed, in the other tab', sameRelative.name],
  ],
  async run(stage) {
    const [first, second] = await twoTabs(stage, 'anna');
    await toGetReady(first);
    const inTheOther = {
      ...sameRelative,
      async begin() {
        await hidePage(first.page, true);
        await runSteps(second, TO_CONSENT);
      },
      async end() {
        await first.page.bringToFront();
        await hidePage(first.page, false);
      },
    };
    const rows = await passFace(first, [['prompt', inTheOther]]);
    const late = { ...orRefused(agreeTo('get_ready')), phase: 'consent, agreed, in the other tab' };
    return [...rows, await passStep(second, late, sameRelative)];
  },
};

export const tabUnbinds = {
  name: 'two tabs: one unbinds, the other shows the card',
  rows: [['card, its code asked for', unbound.name]],
  async run(stage) {
    const [first, second] = await twoTabs(stage, 'ben');
    await runSteps(first, TO_CARD);
    await reloaded(second);
    await runSteps(second, [OPEN_CARD, unbind, confirmUnbind]);
    return [await passStep(first, backFrom(code), unbound)];
  },
};

/** What is gone is said once, and the way back leads to the list. */
const backFrom = ({ phase, act }) => ({
  phase,
  act,
  next: ['family'],
  enters: noLongerListed,
  recover: ({ element }) => element.root.locator('[part~="button-back"]').first().click(),
});

/**
 * The key goes with the log-in. The tab that is left in the middle asks for a log-in of its own; what was sealed under
 * the key that is gone is sealed anew, and nothing is typed twice.
 */
export const tabLogsOut = {
  name: 'two tabs: one logs out, the other is in the middle',
  rows: [
    ['consent, agreed', loggedOut.name],
    ['sending', loggedOut.name],
  ],
  async run(stage) {
    const [first, second] = await twoTabs(stage, 'ben');
    const agreed = TO_PHOTOS.at(-1);
    await runSteps(first, TO_PHOTOS.slice(0, -1));
    const { rows } = stage;
    rows.push(await passStep(first, agreed, { ...loggedOut, begin: () => logOutIn(second, first) }));
    if (!rows[0].ok) return rows;
    await runSteps(first, [TO_WAITING.at(-2)]);
    await reloaded(second);
    rows.push(await passStep(first, sending, { ...loggedOut, begin: () => logOutIn(second, first) }));
    return rows;
  },
};

/** After ten minutes the token at hand has lapsed as well. */
async function logOutIn(tab, other) {
  await tab.element.press('logout');
  await tab.phases.until(['welcome']);
  await sleepFor(other.page, LAPSED_MS);
}

async function reloaded({ page, phases }) {
  phases.forget();
  await page.reload();
  await phases.until(['family']);
}
