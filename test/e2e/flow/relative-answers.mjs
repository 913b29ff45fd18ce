import { SYNTHETIC_CITIZENS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { accountFor, fillRegistration, registerAccount, registrationButton } from './screens.mjs';
import { decideAtCounter } from './staff-desks.mjs';

/** The account that answers as the relative: another one than the relative's is refused. */
function accountOf({ relative, subject }) {
  return accountFor(
    SYNTHETIC_CITIZENS.find(({ person }) => person === (relative ?? subject)),
    '13900000000',
  );
}

/**
 * The relative registers, logs in and agrees: in the window that the element opened, or on a phone of their own.
 * Returns an outcome only when their account was refused.
 */
export async function relativeAnswers(scene) {
  const { page, options, log, phases, element } = scene;
  await phases.until(['subject_login']);
  await log.screenshot(page, 'relative-asked');
  log.step('relative asked');
  if (options.phone) return answerOnPhone(scene);
  const opening = page.waitForEvent('popup');
  await element.press('login-subject');
  const window = await opening;
  await window.locator('a[href*="view=register"]').click();
  await log.screenshot(page, 'relative-logging-in');
  await registerAccount(window, accountOf(options), log);
  log.step('relative logged in');
  const { kind, code } = await phases.until(['subject_consent', 'problem']);
  await log.screenshot(page, kind === 'problem' ? 'relative-refused' : 'relative-reads');
  if (kind === 'problem') return refused(code);
  await element.tickAllConsents();
  await log.screenshot(page, 'relative-agrees');
  await element.press('agree');
  log.step('relative agreed');
  return null;
}

const refused = (reason) => ({ status: 'rejected', reason, refusedBy: 'subject_agreed' });

async function answerOnPhone({ page, context, options, log, element }) {
  await element.press('link');
  await element.root.locator('[part~="qr"]').waitFor();
  await log.screenshot(page, 'relative-link');
  const url = await copiedLink(element);
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(`${url}?lang=${options.lang}`);
  await log.screenshot(phone, 'phone-log-in');
  await phone.locator('a[href*="view=register"]').click();
  await fillRegistration(phone, accountOf(options));
  await registrationButton(phone).click();
  await phone.locator('button[value=agreed], .error').first().waitFor();
  await log.screenshot(phone, 'phone-question');
  if ((await phone.locator('button[value=agreed]').count()) === 0) return refused('subject_mismatch');
  await phone.locator('input[name=consent]').check();
  await phone.locator('button[value=agreed]').click();
  await phone.locator('form').waitFor({ state: 'detached' });
  await log.screenshot(phone, 'phone-done');
  await phone.close();
  log.step('relative agreed on their own phone');
  return null;
}

/** What the person would paste: the address stands nowhere in words, and a browser of a test has no clipboard to read. */
async function copiedLink({ root, press }) {
  await root.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copiedText = text;
    };
  });
  await press('copy');
  await root.locator('[part~="link"] [role=status]').filter({ hasText: '✓' }).waitFor();
  return root.evaluate(() => globalThis.copiedText);
}

/** To the counter with the code. */
export async function goToCounter({ page, context, sandbox, options, log, phases, element }) {
  await phases.until(['appointment']);
  await log.screenshot(page, 'appointment');
  const code = (await element.root.locator('[part~="code"]').textContent()).replace(/\s/g, '');
  log.step('appointment made');
  const desk = await context.newPage();
  await desk.setViewportSize({ width: 1280, height: 800 });
  await decideAtCounter(desk, sandbox, { code, decision: options.reviewer, lang: options.lang }, log);
  await desk.close();
  log.step('counter visited');
}
