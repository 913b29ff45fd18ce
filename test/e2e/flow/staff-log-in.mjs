import { codeAt } from '../../../sandbox/src/staff/one-time-codes.ts';

const STEP_MS = 30_000;

/**
 * Logs a page in at a desk of the staff. A code is good once, a step early and a step late: where another page has just
 * logged in with the code of now, the next one is taken.
 */
export async function logInStaff(page, url, { name, password, totpSecret }, lang) {
  await page.goto(`${url}?lang=${lang}`);
  for (const step of [-1, 0, 1]) {
    await page.locator('input[name=name]').fill(name);
    await page.locator('input[name=password]').fill(password);
    await page.locator('input[name=code]').fill(codeAt(totpSecret, Date.now() + step * STEP_MS));
    await page.locator('form:has(input[name=password]) button').click();
    await page.locator('form[action$="/logout"], [role=alert]').first().waitFor();
    if (await page.locator('form[action$="/logout"]').isVisible()) return;
  }
  throw new Error(`${name} is not let in: ${await page.locator('[role=alert]').textContent()}`);
}
