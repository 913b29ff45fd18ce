import { syntheticActivationCode } from '../../../sandbox/src/registry/activation-code.ts';
import { SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { photoFile } from './photo-files.mjs';

// The demo portal around the element: its address, the account that a walk registers, its offer of a synthetic person.

export const ACCOUNT = accountFor(SYNTHETIC_OPERATORS[0], '13800000000');

/** What somebody of the registry enters to register an account. */
export function accountFor({ name, number }, phone) {
  return {
    name,
    idNumber: number,
    activationCode: syntheticActivationCode(number),
    phone,
    password: 'flow-test-password',
  };
}

export function portalAddress({ portalUrl }, { lang, engine, isolation = 'inline' }) {
  const address = new URL(portalUrl);
  address.searchParams.set('lang', lang);
  address.searchParams.set('isolation', isolation);
  if (engine) address.searchParams.set('engine', engine);
  return address.href;
}

/** The page in which the service runs: the portal's, or the one in its frame. */
const servicePage = (page, isolation) =>
  isolation === 'frame' ? page.locator('family-auth').locator('iframe').contentFrame() : page;

/** The offer to those without a camera, of the portal or of the page in its frame. */
export async function chooseSyntheticPerson(portal, person, isolation) {
  const page = servicePage(portal, isolation);
  await page.locator('#synthetic-person summary').click();
  await page.locator('#synthetic-person-choice').selectOption(person);
  await page.locator('#synthetic-person-state', { hasText: person }).waitFor();
}

// What a person does on each of the element's screens: clicks and typing. Buttons are found by their CSS part,
// fields by their labels' inputs, so that the same flow runs in every language.

/** In a frame a tick counts once the browser has seen that the box is in plain sight; a person is slower than that. */
async function tick(box) {
  await box.click();
  for (let looks = 0; looks < 50 && !(await box.isChecked()); looks += 1) {
    if (looks % 10 === 9) await box.click();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function elementScreens(page, isolation) {
  const root = servicePage(page, isolation).locator(
    isolation === 'frame' ? 'family-auth-framed' : 'family-auth',
  );
  const part = (name) => root.locator(`[part~="${name}"]`).first();
  const field = (name) => root.locator(`[name="${name}"]`).first();
  return {
    root,
    press: (name) => part(`button-${name}`).click(),

    async fillDetails({ name, number, relationship }) {
      await field('idType').selectOption('resident_id_card');
      await field('name').pressSequentially(name, { delay: 5 });
      await field('number').pressSequentially(number, { delay: 5 });
      await field('relationship').selectOption(relationship);
    },

    async tickAllConsents() {
      for (const box of await root.getByRole('checkbox').all()) await tick(box);
    },

    pickMethod: (method) => part(`button-${method}`).click(),

    /** A photo for each place: of the documents, or the person's portrait. Each is looked at before the next. */
    async addPhotos(portrait) {
      const places = root.locator('[part~="photo"]');
      // The phase is told before the screen, which comes late, shows it.
      await places.first().waitFor();
      for (const place of await places.all()) {
        const input = place.locator('input[type=file]');
        await input.setInputFiles(photoFile(await input.getAttribute('name'), portrait));
        await place.locator('[role=status]', { hasText: '✓' }).waitFor();
      }
    },

    heading: (text) => root.getByRole('heading', { name: text }),

    /** Run in the page. */
    hintShown: () => document.querySelector('family-auth').phase.hint ?? null,
  };
}

// The OpenID provider's own pages: registration and log-in, in the window that the element opened.

/** Fills in a registration, on the provider's page or on the relative's own. */
export async function fillRegistration(page, { name, idNumber, activationCode, phone, password }) {
  await page.locator('input[name=idNumber]').waitFor({ timeout: 30_000 });
  for (const [field, value] of Object.entries({ name, idNumber, activationCode, phone, password }))
    await page.locator(`input[name=${field}]`).fill(value);
}

export const registrationButton = (page) => page.locator('form[action*="/register"] button[type=submit]');

/** Registers a new account and is logged in by it; the window closes itself. */
export async function registerAccount(window, account, log) {
  await window.setViewportSize({ width: 390, height: 844 });
  await window.locator('input[name=idNumber]').waitFor({ timeout: 30_000 });
  await log.screenshot(window, 'register');
  await fillRegistration(window, account);
  const closed = window.waitForEvent('close', { timeout: 30_000 });
  await registrationButton(window).click();
  await closed;
}

/** Logs in again, for a step-up. */
export async function logIn(window, { phone, password }, log) {
  await window.locator('input[name=account]').waitFor({ timeout: 30_000 });
  await log.screenshot(window, 'log-in');
  await window.locator('input[name=account]').fill(phone);
  await window.locator('input[name=password]').fill(password);
  const closed = window.waitForEvent('close', { timeout: 30_000 });
  await window.locator('form[action*="/login"] button[type=submit]').click();
  await closed;
}
