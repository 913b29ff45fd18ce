import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { ownScreens, watchOwnPhases } from '../flow/own-screens.mjs';
import { ACCOUNT, elementScreens, registerAccount } from '../flow/screens.mjs';
import { watchPhases } from '../flow/watch-page.mjs';

const SUBJECT = { name: '安晓然', number: '118801198803128024', relationship: 'sibling' };
const QUIET_LOG = { screenshot: async () => undefined };

/**
 * Walks a page from the welcome screen through log-in and on to the camera, before which the engine has to run. A fresh sandbox
 * stands behind it.
 *
 * @returns {Promise<{welcome: boolean, login: boolean, engine: boolean, fault: string|null}>}
 */
export async function visitPage(browser, { origin, sandboxPort, isolation, heading, hidden, own }) {
  const reached = { welcome: false, login: false, engine: false, fault: null };
  const sandbox = await startSandbox({
    portalPort: sandboxPort,
    dataDir: 'memory',
    portals: [{ origin }],
  });
  const context = await browser.newContext({ permissions: ['camera'], locale: 'en' });
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(`page error: ${error.message}`));
  try {
    const assets = watchAssets(page, isolation === 'frame' ? sandbox.backendUrl : origin);
    const phases = own ? watchOwnPhases(page) : await watchPhases(page);
    const element = own ? ownScreens(page) : elementScreens(page, isolation);
    await page.goto(origin);
    await phases.until(['welcome']);
    if (heading) await element.heading(heading).waitFor();
    if (hidden) await page.getByText(hidden).waitFor({ state: 'hidden' });
    reached.welcome = true;
    await logIn({ page, phases, element });
    reached.login = true;
    await goToConsent({ phases, element });
    await passConsent({ phases, element });
    await assets.untilLoaded();
    await beSeen({ page, phases, element });
    reached.engine = true;
  } catch (error) {
    reached.fault = [error.message, ...said].join('\n').slice(0, 4000);
  } finally {
    await context.close();
    await sandbox.close();
  }
  return reached;
}

export async function logIn({ page, phases, element }) {
  const opening = page.waitForEvent('popup');
  await element.press('register');
  await registerAccount(await opening, ACCOUNT, QUIET_LOG);
  await phases.until(['family']);
}

export async function goToConsent({ phases, element }) {
  await element.press('add');
  await phases.until(['details']);
  await element.fillDetails(SUBJECT);
  await element.press('next');
  await phases.until(['consent']);
}

export async function passConsent({ phases, element }) {
  await element.tickAllConsents();
  await element.press('agree');
  await phases.until(['get_ready']);
}

/** The browser's test picture has no face: that the element says so shows that the engine runs. */
export async function beSeen({ page, phases, element }) {
  await element.root.locator('[part~="loading"]').waitFor({ state: 'hidden', timeout: ENGINE_LIMIT_MS });
  await element.press('open-camera');
  await phases.until(['framing'], ENGINE_LIMIT_MS);
  await page.waitForFunction(element.hintShown, undefined, { timeout: ENGINE_LIMIT_MS });
}

/** What the face check cannot do without, by the beginning of the file's name. */
const NEEDED = ['landmark-worker-', 'face-detector', 'face-mesh'];
const ENGINE_LIMIT_MS = 120_000;

/** Notes which files of the face check came from the page's own origin. */
function watchAssets(page, origin) {
  const missing = new Set(NEEDED);
  let tell = () => {};
  page.context().on('response', (response) => {
    const url = new URL(response.url());
    if (url.origin !== origin || !response.ok()) return;
    const file = url.pathname.split('/').at(-1);
    for (const name of NEEDED) if (file.startsWith(name)) missing.delete(name);
    if (missing.size === 0) tell();
  });
  return {
    untilLoaded: () =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`not loaded from ${origin}: ${[...missing].join(', ')}`));
        const timer = setTimeout(fail, ENGINE_LIMIT_MS);
        tell = () => {
          clearTimeout(timer);
          resolve();
        };
        if (missing.size === 0) tell();
      }),
  };
}
