import { standing } from '../kinds.mjs';
import { setClock } from '../page-edges.mjs';
import { passStep, runSteps } from '../pass-step.mjs';
import { code, LOG_IN, TO_CARD, WHOLE_WAY } from '../steps.mjs';

export const HOUR_MS = 3_600_000;

const wrongAllTheWay = (wrongMs, how) => {
  const fault = standing(`clock ${how}`);
  return {
    name: `documents: clock ${how}`,
    stage: { wrongMs },
    rows: [...WHOLE_WAY.map(({ phase }) => [phase, fault.name]), ['code, its seconds', fault.name]],
    async run(stage) {
      const tab = await stage.openTab('ben');
      const { rows } = stage;
      for (const step of WHOLE_WAY) {
        rows.push(await passStep(tab, step, fault));
        if (!rows.at(-1).ok) break;
        if (step === code) rows.push(await passStep(tab, countsDown, fault));
      }
      const [seconds] = rows.splice(
        rows.findIndex(({ phase }) => phase === countsDown.phase),
        1,
      );
      return [...rows, seconds];
    },
  };
};

/** A code lives for a minute by the backend's clock; the seconds on show are those. */
const countsDown = {
  phase: 'code, its seconds',
  act: async () => {},
  async arrived({ element }) {
    const text = await element.root.locator('[part="code"] [role=timer]').innerText();
    const seconds = Number(/\d+/.exec(text)?.[0]);
    if (!(seconds > 0 && seconds <= 61)) throw new Error(`the code shows ${seconds} s`);
    return true;
  },
};

export const clockFast = wrongAllTheWay(HOUR_MS, 'an hour fast');
export const clockSlow = wrongAllTheWay(-HOUR_MS, 'an hour slow');

/** The computer is put right, or wrong, while somebody is at it. */
export const clockJump = {
  name: 'clock jumps by an hour, forth and back',
  async begin(tab) {
    tab.wrong = !tab.wrong;
    await setClock(tab.page, tab.wrong ? HOUR_MS : 0);
  },
  end: async () => {},
};

export const clockJumps = {
  name: 'documents: clock jumps at every step',
  rows: TO_CARD.map(({ phase }) => [phase, clockJump.name]),
  async run(stage) {
    const tab = await stage.openTab('ben');
    await runSteps(tab, LOG_IN);
    const { rows } = stage;
    for (const step of TO_CARD) {
      rows.push(await passStep(tab, step, clockJump));
      if (!rows.at(-1).ok) break;
    }
    return rows;
  },
};
