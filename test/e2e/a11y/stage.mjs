import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SYNTHETIC_CITIZENS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { elementScreens, portalAddress } from '../flow/screens.mjs';
import { watchPhases } from '../flow/watch-page.mjs';
import { launchBrowser } from '../launch-browser.mjs';
import { keyboardOf } from './keyboard.mjs';
import { lookAt } from './look.mjs';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

export const ANNA = SYNTHETIC_CITIZENS.find(({ person }) => person === 'anna');

/** A sandbox, a browser, and what was seen in it. @param {{out?: string}} options `out`: a folder for a picture of each screen */
export async function openStage({ out }) {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', reviewUndoS: 0 });
  const opened = await launchBrowser({ webgl: false, args: ['--use-fake-ui-for-media-stream'] }).catch(
    async (error) => {
      await sandbox.close();
      throw error;
    },
  );
  const screens = [];
  if (out) mkdirSync(out, { recursive: true });

  /** Notes a screen of a flow. */
  const lookFor = (flow) => async (page, name, options) => {
    const seen = await lookAt(page, options);
    if (out) await page.screenshot({ path: join(out, `${flow}-${name}.png`), fullPage: true });
    screens.push({ name: `${flow}: ${name}`, ...seen });
    console.log(
      `   ${name}${seen.violations.length > 0 ? `  ✖ ${seen.violations.map(({ id }) => id)}` : ''}`,
    );
  };

  /** A tab, with a keyboard before it. */
  async function openTab(address, { viewport = PHONE, context = opened.browser.contexts()[0] } = {}) {
    const page = await context.newPage();
    await page.setViewportSize(viewport);
    page.setDefaultTimeout(60_000);
    if (address) await page.goto(address);
    return { page, keys: keyboardOf(page) };
  }

  /** The portal in a window of its own, with nothing of another flow's in it. */
  async function openPortal({ lang, ...more }) {
    const context = await opened.browser.newContext({ locale: lang, permissions: ['camera'] });
    const { page, keys } = await openTab(null, { context, ...more });
    const phases = await watchPhases(page);
    await page.goto(portalAddress(sandbox, { lang }));
    await phases.until(['welcome']);
    const element = elementScreens(page, 'inline');
    const part = (name) => element.root.locator(`[part~="${name}"]`);
    return {
      page,
      keys,
      phases,
      element,
      context,
      press: (name) => keys.press(part(`button-${name}`)),
      part,
    };
  }

  return {
    sandbox,
    screens,
    lookFor,
    openTab,
    openPortal,
    desktop: DESKTOP,
    async close() {
      await opened.close();
      await sandbox.close();
    },
  };
}

/** The provider's window: every screen of it, then a registration, by which it closes. */
export async function registerByKeyboard(portal, account, { look, thorough = false }) {
  const opening = portal.context.waitForEvent('page');
  await portal.press('register');
  const window = await opening;
  await window.setViewportSize(PHONE);
  const keys = keyboardOf(window);
  const field = (name) => window.locator(`input[name=${name}]`);
  const submit = window.locator('form button[type=submit]:not([hidden])').first();
  await field('idNumber').waitFor();
  await look(window, 'registration', { fresh: true });
  if (thorough) {
    await keys.press(submit);
    await window.locator('.field-error').first().waitFor();
    await look(window, 'registration, everything missing');
    await keys.press(window.locator('button[data-text-size=large]'));
    await window.locator('button[data-text-size=normal]').waitFor();
    await look(window, 'registration, larger text');
    await keys.press(window.locator('a[href*="view=login"]'));
    await field('account').waitFor();
    await look(window, 'log-in', { fresh: true });
    await keys.press(submit);
    await window.locator('.field-error').first().waitFor();
    await look(window, 'log-in, everything missing');
    await keys.press(window.locator('a[href*="view=reset"]'));
    await window.locator('form[action*="/reset"]').waitFor();
    await look(window, 'forgotten password', { fresh: true });
    await keys.press(window.locator('a[href*="view=login"]'));
    await keys.press(window.locator('a[href*="view=register"]'));
    await field('idNumber').waitFor();
  }
  for (const [name, value] of Object.entries(account)) await keys.type(field(name), value);
  const closed = window.waitForEvent('close');
  await keys.press(submit);
  await closed;
  await portal.phases.until(['family']);
}

/** From the family to the consents, by one of the ways. */
export async function enterByKeyboard(portal, { look, relative = ANNA, method, thorough = false }) {
  const { page, keys, phases, element, press } = portal;
  const field = (name) => element.root.locator(`[name="${name}"]`);
  await press('add');
  await phases.until(['details']);
  await look(page, 'details');
  if (thorough) {
    await press('next');
    await element.root.locator('[role=alert], .error').first().waitFor();
    await look(page, 'details, everything missing');
  }
  await keys.choose(field('idType'), 'resident_id_card');
  await keys.type(field('name'), relative.name);
  await keys.type(field('number'), relative.number);
  await keys.choose(field('relationship'), 'sibling');
  await press('next');
  await phases.until(['consent']);
  if (method !== 'face') {
    if (thorough) await look(page, 'consents');
    await press('other-method');
    await phases.until(['choose_method']);
    await look(page, 'other ways');
    await press(method);
    await phases.until(['consent']);
  }
  await look(page, `consents, ${method}`);
  if (thorough) {
    await press('agree');
    await look(page, 'consents, agreed to too early');
  }
  for (const box of await element.root.getByRole('checkbox').all()) await keys.tick(box);
  await press('agree');
}
