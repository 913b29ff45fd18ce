import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { elementScreens, fillRegistration, registrationButton } from '../flow/screens.mjs';
import { watchPhases } from '../flow/watch-page.mjs';
import { launchBrowser } from '../launch-browser.mjs';

/**
 * A sandbox of its own and a browser started as a person's is: test switches would change how frames keep what they store.
 *
 * @param {{args?: string[], reviewUndoS?: number}} [options] `args`: further switches of the browser; `reviewUndoS`: how long a
 *   reviewer may take a decision back
 */
export async function openStage({ args = [], reviewUndoS } = {}) {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', reviewUndoS });
  const opened = await launchBrowser({
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', ...args],
  }).catch(async (error) => {
    await sandbox.close();
    throw error;
  });
  return {
    sandbox,
    browser: opened.browser,
    async close() {
      await opened.close();
      await sandbox.close();
    },
  };
}

/**
 * A tab on the demo portal with the element in it.
 *
 * @param {Awaited<ReturnType<typeof openStage>>} stage
 * @param {{isolation: 'frame'|'inline', lang?: string, before?: () => void, path?: string}} options `before`: run in every page before its
 *   own scripts, as a hostile script of the portal would be.
 */
export async function openPortal({ sandbox, browser }, { isolation, lang = 'en', before, path = '' }) {
  const page = await browser.contexts()[0].newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  const phases = await watchPhases(page);
  if (before) await page.addInitScript(before);
  await page.goto(`${sandbox.portalUrl}/?isolation=${isolation}&lang=${lang}${path}`);
  const element = elementScreens(page, isolation);
  // A log-in of the test before is still there.
  if ((await phases.until(['welcome', 'family'])).kind === 'family') await element.press('logout');
  await phases.until(['welcome']);
  return { page, phases, element };
}

/** The browsing context of the service's own page. */
export const frameOf = (page) => page.frames().find((frame) => frame.url().includes('/family-auth/frame/'));

/** Registers in the window that opens. */
export async function registerInWindow({ page, phases, element }, account) {
  const opening = page.waitForEvent('popup');
  await element.press('register');
  const window = await opening;
  await window.locator('input[name=idNumber]').waitFor({ timeout: 30_000 });
  await fillRegistration(window, account);
  await registrationButton(window).click();
  await phases.until(['family']);
}
