import { longCut, restart, shortCut } from '../kinds.mjs';
import { passStep } from '../pass-step.mjs';
import { WHOLE_WAY } from '../steps.mjs';

const everyStep = (fault) => async (stage) => {
  const tab = await stage.openTab('ben');
  const { rows } = stage;
  for (const step of WHOLE_WAY) {
    rows.push(await passStep(tab, step, fault));
    if (!rows.at(-1).ok) break;
  }
  return rows;
};

const rowsOf = (fault, steps = WHOLE_WAY) => steps.map(({ phase }) => [phase, fault.name]);

/** The way by documents with the network cut at every step in turn, each mended before the next. */
export const networkAtEveryStep = {
  name: 'documents: network cut at every step and back',
  rows: rowsOf(shortCut),
  run: everyStep(shortCut),
};

export const backendAtEveryStep = {
  name: 'documents: backend restarted at every step',
  stage: { restartable: true },
  rows: rowsOf(restart),
  run: everyStep(restart),
};

const LONG = [
  'logging_in',
  'details',
  'consent, agreed',
  'sending',
  'card, its code asked for',
  'confirm_unbind',
];

/** Where the network stays away, the screen says so, and the entries are still there. */
export const networkAwayForLong = {
  name: 'documents: network away until the screen says so',
  rows: LONG.slice(1, 3)
    .concat(LONG.slice(4))
    .map((phase) => [phase, longCut.name]),
  async run(stage) {
    const tab = await stage.openTab('ben');
    const { rows } = stage;
    for (const step of WHOLE_WAY) {
      const faulty = this.rows.some(([phase]) => phase === step.phase);
      const row = await passStep(tab, step, faulty ? longCut : undefined);
      if (faulty || !row.ok) rows.push(row);
      if (!row.ok) break;
    }
    return rows;
  },
};
