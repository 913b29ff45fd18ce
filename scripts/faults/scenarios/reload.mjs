import { storedText } from '../page-edges.mjs';
import { NO_FAULT, passStep, walkTo } from '../pass-step.mjs';
import {
  code,
  confirmUnbind,
  LOG_IN,
  sending,
  TO_CONSENT,
  TO_PHOTOS,
  TO_WAITING,
  unbind,
  waiting,
} from '../steps.mjs';

const RELOAD = 'tab reloaded';
/** By the privacy rule: who a relative is, and their face, are never kept by the page. */
const RETYPED =
  'n/a: typed entries live in memory only; the log-in is kept, the draft is found again, details are typed anew';

/** A reload, and what must stand there then. */
const reloadAt = (phase, { lands = 'family', entriesKept = true, after }) => ({
  phase,
  entriesKept,
  step: {
    phase,
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
const stateIs =
  (...states) =>
  ({ element }) =>
    element.root
      .locator(states.map((state) => `.state.${state}`).join(', '))
      .first()
      .isVisible();

const open = { phase: 'family', act: ({ element }) => element.press('open') };
const openTo = (...next) => ({ ...open, next });

const AT = [
  [reloadAt('welcome', { lands: 'welcome' }), LOG_IN],
  [reloadAt('family', {}), TO_CONSENT.slice(0, 1)],
  [reloadAt('details', { entriesKept: RETYPED }), TO_CONSENT],
  [reloadAt('consent', { entriesKept: RETYPED }), TO_PHOTOS],
  [reloadAt('photos', { entriesKept: RETYPED, after: stateIs('draft') }), TO_WAITING],
  [reloadAt('waiting', { after: stateIs('under_review') }), [openTo('waiting'), waiting]],
  [reloadAt('approved', { after: stateIs('bound') }), [openTo('card'), code]],
  [reloadAt('card, its code on show', {}), [openTo('card'), unbind]],
  [reloadAt('confirm_unbind', { after: stateIs('bound') }), [openTo('card'), unbind, confirmUnbind]],
];

/** A reload at every step of the way by documents, and on from where it leads. */
export const reloadAtEveryStep = {
  name: 'documents: tab reloaded at every step',
  rows: [...AT.map(([{ phase }]) => [phase, RELOAD]), ['sending', RELOAD]],
  async run(stage) {
    const tab = await stage.openTab('ben');
    const { rows } = stage;
    for (const [{ step, entriesKept }, onwards] of AT) {
      rows.push(await passStep(tab, step, { ...NO_FAULT, name: RELOAD }, { entriesKept }));
      if (!rows.at(-1).ok) return rows;
      await walkTo(tab, onwards);
    }
    rows.push(await whileSending(tab));
    return rows;
  },
};

/** Half of it may have arrived: the relative is found again as a draft, or as handed in. */
async function whileSending(tab) {
  await walkTo(tab, TO_PHOTOS);
  const photos = TO_WAITING.at(-2);
  await walkTo(tab, [photos]);
  await sending.act(tab);
  const { step } = reloadAt('sending', { after: stateIs('draft', 'under_review') });
  return passStep(tab, step, { ...NO_FAULT, name: RELOAD }, { entriesKept: RETYPED });
}
