import { crash, longCut, longWait, restart, shortCut } from '../kinds.mjs';
import { passStep } from '../pass-step.mjs';
import { LOG_IN, WHOLE_WAY } from '../steps.mjs';

const everyStep = (fault) => async (stage) => {
  const tab = await stage.openTab('ben');
  const { rows } = stage;
  for (const step of WHOLE_WAY) {
    rows.push(await passStep(tab, step, fault));
    if (!rows.at(-1).ok) break;
  }
  return rows;
};

const rowsOf = (fault) => WHOLE_WAY.map(({ phase }) => [phase, fault.name]);

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

export const backendKilledAtEveryStep = {
  name: 'documents: backend killed and started again at every step',
  stage: { restartable: true },
  rows: rowsOf(crash),
  run: everyStep(crash),
};

/** The page is there and its backend is not. */
const starting = {
  phase: 'starting',
  next: ['family'],
  act: ({ page }) => page.reload(),
};
const backendAway = {
  ...longCut,
  async begin({ wire, phases }) {
    phases.forget();
    await wire.cutBackend();
  },
};

const LONG = new Map([
  ['starting', backendAway],
  ['details', longCut],
  ['consent, agreed', longCut],
  ['sending', longWait],
  ['waiting', longWait],
  ['card, its code asked for', longCut],
  ['confirm_unbind', longCut],
]);

/** Where the network stays away, the screen says so, and the entries are still there. */
export const networkAwayForLong = {
  name: 'documents: network away until the screen says so',
  rows: [...LONG].map(([phase, { name }]) => [phase, name]),
  async run(stage) {
    const tab = await stage.openTab('ben');
    const { rows } = stage;
    for (const step of [...LOG_IN, starting, ...WHOLE_WAY.slice(LOG_IN.length)]) {
      const fault = LONG.get(step.phase);
      const row = await passStep(tab, step, fault);
      if (fault || !row.ok) rows.push(row);
      if (!row.ok) break;
    }
    return rows;
  },
};
