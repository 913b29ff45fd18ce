import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SYNTHETIC_CITIZENS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { elementScreens, portalAddress } from '../flow/screens.mjs';
import { watchPhases } from '../flow/watch-page.mjs';
import { launchBrowser } from '../launch-browser.mjs';
import { installPageEdges } from './page-edges.mjs';
import { openRelay } from './relay.mjs';
import { startRestartableSandbox } from './restartable-sandbox.mjs';

/** A backend, a browser, and a wire between them that can be cut. */
async function openStage({
  restartable = false,
  sandbox: options = {},
  chromium = [],
  wrongMs = 0,
  show = {},
}) {
  const closing = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step().catch(() => undefined);
  };
  try {
    // A person who meets fault after fault, and whom the machine still approves.
    const faceTries = { sessionsPerDay: 100, machinePerDay: 100, machinePerMonth: 100 };
    const settings = { maxAttempts: 30, faceTries, reviewUndoS: 0, ...options };
    const sandbox = restartable
      ? await startRestartableSandbox(settings)
      : await startSandbox({ portalPort: 0, dataDir: 'memory', ...settings });
    closing.push(() => sandbox.close());
    const relays = [];
    for (const url of [sandbox.portalUrl, sandbox.backendUrl]) {
      const { hostname, port } = new URL(url);
      const relay = await openRelay({ host: hostname, port: Number(port) });
      closing.push(() => relay.close());
      relays.push({ ...relay, rule: `MAP ${hostname}:${port} 127.0.0.1:${relay.port}` });
    }
    const browser = await launchBrowser({
      webgl: false,
      args: [
        `--host-resolver-rules=${relays.map(({ rule }) => rule).join(', ')}`,
        '--autoplay-policy=no-user-gesture-required',
        ...chromium,
      ],
    });
    closing.push(() => browser.close());
    const context = browser.browser.contexts()[0];
    await context.addInitScript(installPageEdges, { wrongMs });
    const wire = {
      cut: () => Promise.all(relays.map((relay) => relay.cut())),
      cutBackend: () => relays[1].cut(),
      mend: () => Promise.all(relays.map((relay) => relay.mend())),
    };
    const stage = { sandbox, context, wire, show, rows: [], close };
    return { ...stage, openTab: (person) => openTab(stage, person) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whose details will be entered, and who stands in front of the camera. */
export const relative = (person) => ({
  person,
  citizen: SYNTHETIC_CITIZENS.find((candidate) => candidate.person === person),
});

/** A tab with the portal in it, and the relative whose details will be entered. */
async function openTab(stage, person = 'anna') {
  const { context, sandbox, show } = stage;
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.setViewportSize(show.desktop ? { width: 1280, height: 800 } : { width: 390, height: 844 });
  const untyped = [];
  page.on('pageerror', (error) => untyped.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('internal fault')) untyped.push(message.text());
  });
  const phases = await watchPhases(page);
  const tab = {
    ...stage,
    page,
    phases,
    untyped,
    ...relative(person),
    entered: {},
    element: elementScreens(page),
    photograph: photographer(page, show),
  };
  await page.goto(portalAddress(sandbox, { lang: show.lang ?? 'zh-CN', engine: 'wasm' }));
  await phases.until(['welcome', 'family', 'problem']);
  return tab;
}

function photographer(page, { shots }) {
  let count = 0;
  return async (name) => {
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    count += 1;
    const path = join(shots, `${String(Date.now()).slice(-7)}-${count}-${name}.png`);
    await page.screenshot({ path }).catch(() => undefined);
  };
}

/** A scenario that is not done by then hangs. */
const LIMIT_MS = 900_000;

/**
 * Plays one scenario on a stage of its own. Every row that it promises comes back; one that was not reached has failed.
 */
export async function runScenario(scenario, show = {}) {
  const rows = await played(scenario, show);
  const [last] = rows.slice(-1);
  const missing = scenario.rows.slice(rows.length).map(([phase, fault]) => ({
    phase,
    fault,
    outcome: 'failed',
    shown: [],
    entriesKept: false,
    ms: 0,
    ok: false,
    why: last?.ok === false ? 'not reached: the row before it failed' : 'not reached',
  }));
  return [...rows, ...missing].map((row) => ({ scenario: scenario.name, ...row }));
}

async function played(scenario, show) {
  let stage;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    stage = await openStage({ ...scenario.stage, show });
    return await Promise.race([scenario.run(stage), limit]);
  } catch (error) {
    const rows = stage?.rows ?? [];
    const [phase, fault] = scenario.rows[rows.length] ?? scenario.rows.at(-1);
    const failed = { outcome: 'failed', shown: [], entriesKept: false, ms: 0, ok: false, why: error.message };
    return [...rows, { phase, fault, ...failed }];
  } finally {
    clearTimeout(timer);
    await stage?.close();
  }
}
