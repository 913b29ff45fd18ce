import { findFirefox, noFirefoxMessage } from '../../scripts/find-browser.mjs';

/** Playwright sends it for every context; Firefox's releases do not know it yet, and the flows have no use for it. */
const UNKNOWN_TO_FIREFOX = 'emulation.setMediaFeaturesOverride';

/**
 * Starts an installed Firefox, an unchanged one, and connects playwright to it over WebDriver BiDi.
 *
 * @param {{headless?: boolean}} [options] `headless`: default true.
 * @returns {Promise<{browser: import('playwright-core').Browser, executable: string, close(): Promise<void>}>}
 *   `browser.contexts()[0]` is a fresh profile's context.
 */
export async function launchFirefox({ headless = true } = {}) {
  const executable = findFirefox();
  if (!executable) throw new Error(noFirefoxMessage);
  const { firefox } = await import('playwright-core');
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: executable, headless });
  try {
    withoutUnknownCommand(browser);
    await browser.newContext({ viewport: null });
  } catch (error) {
    await browser.close();
    throw error;
  }
  return { browser, executable, close: () => browser.close() };
}

/** Answers the command in Firefox's place. Playwright offers no door for this; it runs in this process, though. */
function withoutUnknownCommand(browser) {
  const session = Object.getPrototypeOf(browser._connection.toImpl(browser)._browserSession);
  const { send } = session;
  if (send.name === 'sendKnown') return;
  session.send = function sendKnown(method, words) {
    return method === UNKNOWN_TO_FIREFOX ? Promise.resolve({}) : send.call(this, method, words);
  };
}
