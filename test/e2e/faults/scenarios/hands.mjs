import { setTimeout as sleep } from 'node:timers/promises';
import { standing } from '../kinds.mjs';
import { sleepFor } from '../page-edges.mjs';
import { passStep } from '../pass-step.mjs';
import {
  agreeTo,
  chooseMethod,
  details,
  family,
  otherMethod,
  photos,
  popupOf,
  sending,
  tickAll,
  waiting,
  welcome,
} from '../steps.mjs';

const MAX_AUTH_AGE_S = 40;
/** A token lives for 600 s and is renewed when 30 s are left. */
const LAPSED_MS = 580_000;

const windowClosed = {
  ...standing('log-in window closed by the person'),
  async begin(tab) {
    const window = await popupOf(tab, () => tab.element.press('login'));
    await window.locator('input').first().waitFor();
    await window.close();
    await tab.element.press('cancel');
    await tab.phases.until(['welcome']);
  },
};

const doubleClick = standing('button pressed twice');
const twice = (step, name) => ({
  ...step,
  async act(tab) {
    if (name === 'agree') await tickAll(tab);
    await tab.element.root.locator(`[part~="button-${name}"]`).first().dblclick();
  },
});

const backButton = standing("browser's back button, then forward");
const back = {
  phase: 'family',
  arrived: async ({ phases }) => phases.current()?.kind === 'family',
  async act({ page, phases }) {
    phases.forget();
    await page.goBack();
    await page.goForward();
    // The page may come back as it was left, without a word.
    const kind = await page.evaluate(() => document.querySelector('family-auth')?.phase.kind);
    if (kind === 'family') phases.history.push({ kind, atMs: performance.now() });
  },
};

/** RFC 7009, as an operator does it who has lost a phone. */
const revoked = {
  ...standing('log-in revoked at the provider'),
  shows: 'login_required',
  async begin(tab) {
    await revokeRefreshToken(tab);
    await sleepFor(tab.page, LAPSED_MS);
  },
};

async function revokeRefreshToken({ page, sandbox }) {
  const { token, clientId } = await page.evaluate(async () => {
    const database = await new Promise((resolve) => {
      indexedDB.open('family-auth').onsuccess = ({ target }) => resolve(target.result);
    });
    const entries = await new Promise((resolve) => {
      const store = database.transaction('entries').objectStore('entries');
      store.getAll().onsuccess = ({ target }) => resolve(target.result);
    });
    database.close();
    const { refreshToken } = entries.find((entry) => entry?.refreshToken);
    return { token: refreshToken, clientId: document.querySelector('family-auth').clientId };
  });
  const body = new URLSearchParams({ token, token_type_hint: 'refresh_token', client_id: clientId });
  const { status } = await fetch(`${sandbox.backendUrl}/oidc/token/revocation`, { method: 'POST', body });
  if (status !== 200) throw new Error(`the revocation was answered ${status}`);
}

/** The log-in is older than the backend wants it to be for a submission (RFC 9470). */
const stepUp = {
  ...standing('a fresh log-in is asked for'),
  shows: 'insufficient_user_authentication',
  begin: () => sleep(MAX_AUTH_AGE_S * 1_000),
};

const asleep = {
  ...standing('laptop asleep for ten minutes, no network on waking'),
  async begin(tab) {
    await tab.wire.cut();
    await sleepFor(tab.page, LAPSED_MS);
  },
  async end({ wire }) {
    await sleep(2_000);
    await wire.mend();
  },
};

const FLOW = [
  [welcome, windowClosed],
  [back, backButton],
  [family],
  [details],
  [otherMethod],
  [chooseMethod],
  [twice(agreeTo('photos'), 'agree'), doubleClick],
  [photos],
  [twice(sending, 'submit'), doubleClick],
  [waiting, asleep],
];

/** What people do, and what happens to them, in one flow. */
export const handsAndHabits = {
  name: 'documents: window closed, back button, double clicks, sleep',
  rows: FLOW.filter(([, fault]) => fault).map(([{ phase }, { name }]) => [phase, name]),
  run: (stage) => runWith(stage, FLOW),
};

const LOGIN_FLOW = [
  [welcome],
  [family],
  [details],
  [otherMethod],
  [chooseMethod],
  [agreeTo('photos'), revoked],
  [photos],
  [sending, stepUp],
];

/** The log-in ends, or is not fresh enough, while somebody is at it. */
export const logInInBetween = {
  name: 'documents: log-in revoked, and a fresh one asked for',
  stage: { sandbox: { maxAuthAgeS: MAX_AUTH_AGE_S } },
  rows: LOGIN_FLOW.filter(([, fault]) => fault).map(([{ phase }, { name }]) => [phase, name]),
  run: (stage) => runWith(stage, LOGIN_FLOW),
};

async function runWith(stage, flow) {
  const tab = await stage.openTab('ben');
  const { rows } = stage;
  for (const [step, fault] of flow) {
    const row = await passStep(tab, step, fault);
    if (fault) rows.push(row);
    if (row.ok) continue;
    if (!fault) throw new Error(`${step.phase}: ${row.why}`);
    return rows;
  }
  return rows;
}
