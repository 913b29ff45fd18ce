// The reviewer's pages: log in, open the first case, decide.

/** Logs in as the reviewer and decides the first case of the queue. Returns the checks that the page lists. */
export async function reviewFirstCase(page, reviewer, decision, lang, log) {
  await page.goto(`${reviewer.url}?lang=${lang}`);
  await page.locator('input[name=reviewer]').fill('walk');
  await page.locator('input[name=password]').fill(reviewer.password);
  await page.locator('form:has(input[name=password]) button').click();
  await page.locator('table').waitFor();
  await log.screenshot(page, 'reviewer-queue');
  await page.locator('td a.button').first().click();
  await page.locator('select[name=reason]').waitFor();
  await log.screenshot(page, 'reviewer-case');
  if (decision === 'reject') {
    await page.locator('select[name=reason]').selectOption({ index: 1 });
    await page.locator('form:has(input[value=rejected]) button').click();
  } else await page.locator('form:has(input[value=approved]) button').click();
  await page.waitForURL((url) => url.searchParams.has('done'));
  await log.screenshot(page, 'reviewer-done');
}
