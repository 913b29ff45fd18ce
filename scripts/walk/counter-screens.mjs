// The clerk's pages at the counter: log in, enter the code, compare, decide.

/** @param {'approve'|'reject'} decision */
export async function decideAtCounter(page, { counterUrl, reviewer }, { code, decision, lang }, log) {
  await page.goto(`${counterUrl}?lang=${lang}`);
  await page.locator('input[name=reviewer]').fill('walk');
  await page.locator('input[name=password]').fill(reviewer.password);
  await page.locator('form:has(input[name=password]) button').click();
  await page.locator('input[name=code]').fill(code);
  await log.screenshot(page, 'counter-code');
  await page.locator('form:has(input#code) button').click();
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
