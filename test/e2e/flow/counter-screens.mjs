// The clerk's pages at the counter: log in, enter the code, compare, decide.

import { logInStaff } from './staff-log-in.mjs';

/** @param {'approve'|'reject'} decision */
export async function decideAtCounter(page, { counterUrl, demoStaff }, { code, decision, lang }, log) {
  await logInStaff(page, counterUrl, demoStaff.clerk, lang);
  await page.locator('input[name=code]').fill(code);
  await log.screenshot(page, 'counter-code');
  await page.locator('form:has(input#code) button').click();
  await log.screenshot(page, 'counter-found');
  await page.locator('form[action$="/identity"] button').click();
  await page.locator('select[name=reason]').waitFor();
  await log.screenshot(page, 'counter-case');
  if (decision === 'reject') {
    await page.locator('select[name=reason]').selectOption({ index: 1 });
    await page.locator('form:has(input[value=rejected]) button').click();
  } else {
    for (const box of await page.locator('input[type=checkbox]').all()) await box.check();
    await page.locator('form:has(input[value=approved]) button').click();
  }
  await page.waitForURL((url) => url.searchParams.has('done'));
  await log.screenshot(page, 'counter-done');
}
