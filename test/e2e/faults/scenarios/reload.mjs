import { standing } from '../kinds.mjs';
import { storedText } from '../page-edges.mjs';
import { passStep, runSteps } from '../pass-step.mjs';
import {
  closePopups,
  code,
  confirmUnbind,
  details,
  family,
  LOG_IN,
  otherMethod,
  photos,
  popupOf,
  sending,
  TO_CONSENT,
  TO_PHOTOS,
  TO_WAITING,
  takingPhoto,
  typeDetails,
  unbind,
  waiting,
} from '../steps.mjs';

export const RELOAD = standing('tab reloaded');
/**
 * By the privacy rule who a relative is, and their face, are never kept by the page: the log-in is kept, the draft is
 * found again, and its form is empty. Who looks into it goes back to the list.
 */
export const typedAnew = (button) => ({
  typedAnew: true,
  looks: [
    { press: button, kind: 'details' },
    { press: 'back', kind: 'family' },
  ],
});

/** A reload, and what must stand there then. */
export const reloadAt = (phase, { lands = 'family', after, enters, ...expected } = {}) => ({
  expected,
  step: {
    phase,
    enters,
    looks: expected.looks,
    arrived: async (tab) => {
      if (tab.phases.current()?.kind !== lands) return false;
      await storesNothingPersonal(tab);
      return after ? after(tab) : true;
    },
    act: (tab) => reload(tab),
  },
});

async function reload({ page, phases }) {
  phases.forget();
  await page.reload();
}

async function storesNothingPersonal({ page, citizen }) {
  const kept = await storedText(page);
  for (const secret of [citizen.name, citizen.number])
    if (kept.includes(secret)) throw new Error('the page stored what was typed');
}

/** The relative stands in the list, in one of these states. */
export const stateIs =
  (...states) =>
  ({ element }) =>
    element.root
      .locator(states.map((state) => `.state.${state}`).join(', '))
      .first()
      .isVisible();

const open = { phase: 'family', act: ({ element }) => element.press('open') };
export const openTo = (...next) => ({ ...open, next });

const logInOpened = {
  phase: 'welcome',
  next: ['logging_in'],
  act: (tab) => popupOf(tab, () => tab.element.press('register')),
};
/** The window of a page that is gone leads nowhere: it is closed. */
const windowClosed = async (tab) => {
  await closePopups(tab);
  return true;
};
const typed = { ...details, arrived: async () => true, act: typeDetails };

const AT = [
  [reloadAt('welcome', { lands: 'welcome' }), [logInOpened]],
  [reloadAt('logging_in', { lands: 'welcome', after: windowClosed }), LOG_IN],
  [reloadAt('family'), [family, typed]],
  [reloadAt('details', typedAnew('add')), TO_CONSENT],
  [reloadAt('consent', typedAnew('add')), [...TO_CONSENT, otherMethod]],
  [reloadAt('choose_method', typedAnew('add')), [...TO_PHOTOS, takingPhoto]],
  [reloadAt('taking_photo', { ...typedAnew('open'), after: stateIs('draft') }), [...TO_PHOTOS, photos]],
  [reloadAt('photos', { ...typedAnew('open'), after: stateIs('draft') }), TO_WAITING],
  [reloadAt('waiting', { after: stateIs('under_review') }), [openTo('waiting'), waiting]],
  [reloadAt('approved', { after: stateIs('bound') }), [openTo('card'), code]],
  [reloadAt('card, its code on show'), [openTo('card'), unbind]],
  [reloadAt('confirm_unbind', { after: stateIs('bound') }), [openTo('card'), unbind, confirmUnbind]],
];

/** A reload at every step of the way by documents, and on from where it leads. */
export const reloadAtEveryStep = {
  name: 'documents: tab reloaded at every step',
  rows: [...AT.map(([{ step }]) => [step.phase, RELOAD.name]), ['sending', RELOAD.name]],
  async run(stage) {
    const tab = await stage.openTab('ben');
    const { rows } = stage;
    if (!(await reloadThrough(tab, AT))) return rows;
    await runSteps(tab, [...TO_PHOTOS, photos]);
    await sending.act(tab);
    rows.push(await passReload(tab, reloadAt('sending', { after: stateIs('draft', 'under_review') })));
    return rows;
  },
};

/** Reloads, and goes on to the next. @returns whether it came to the end */
export async function reloadThrough(tab, at) {
  for (const [reloading, onwards] of at) {
    tab.rows.push(await passReload(tab, reloading));
    if (!tab.rows.at(-1).ok) return false;
    await runSteps(tab, onwards);
  }
  return true;
}

/** Of what was on its way the relative is found again as a draft, whose form is empty, or as handed in. */
export async function passReload(tab, { step, expected }) {
  const row = await passStep(tab, step, RELOAD, expected);
  if (step.phase === 'sending' && row.ok && (await stateIs('draft')(tab))) row.entriesKept = false;
  return row;
}
