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
