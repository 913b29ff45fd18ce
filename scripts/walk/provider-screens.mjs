// The OpenID provider's own pages: registration and log-in, in the window that the element opened.

/** Registers a new account and is logged in by it; the window closes itself. */
export async function registerAccount(window, { name, number, phone, password }, log) {
  await window.setViewportSize({ width: 390, height: 844 });
  await window.locator('input[name=idNumber]').waitFor({ timeout: 30_000 });
  await log.screenshot(window, 'register');
  await window.locator('input[name=name]').fill(name);
  await window.locator('input[name=idNumber]').fill(number);
  await window.locator('input[name=phone]').fill(phone);
  await window.locator('input[name=password]').fill(password);
  const closed = window.waitForEvent('close', { timeout: 30_000 });
  await window.locator('form[action*="/register"] button[type=submit]').click();
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
