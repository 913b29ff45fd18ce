// The reviewer's pages: log in, open the first case, decide.

import { logInStaff } from './staff-log-in.mjs';

/** Logs in as the demo's reviewer and decides the first case of the queue. */
export async function reviewFirstCase(page, { reviewUrl, demoStaff }, decision, lang, log) {
  await logInStaff(page, reviewUrl, demoStaff.reviewer, lang);
  await page.locator('table').waitFor();
  await log.screenshot(page, 'reviewer-queue');
  await page.locator('td form button, td a.button').first().click();
  await page.locator('select[name=reason]').waitFor();
  await log.screenshot(page, 'reviewer-case');
  if (decision === 'reject') {
    await page.locator('select[name=reason]').selectOption({ index: 1 });
    await page.locator('form:has(input[value=rejected]) button').click();
  } else await page.locator('form:has(input[value=approved]) button').click();
  await page.waitForURL((url) => url.searchParams.has('done'));
  await log.screenshot(page, 'reviewer-done');
}
