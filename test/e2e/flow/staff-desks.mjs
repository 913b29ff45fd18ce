import { codeAt } from '../../../sandbox/src/staff/one-time-codes.ts';

const STEP_MS = 30_000;

/**
 * Logs a page in at a desk of the staff. A code is good once, a step early and a step late: where another page has just
 * logged in with the code of now, the next one is taken.
 */
async function logInStaff(page, url, { name, password, totpSecret }, lang) {
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

// The reviewer's pages: log in, open the first case, decide.

/** Logs in as the demo's reviewer and decides the first case of the queue, with the second one where it takes two. */
export async function reviewFirstCase(page, { reviewUrl, demoStaff }, decision, lang, log) {
  await logInStaff(page, reviewUrl, demoStaff.reviewer, lang);
  const outcome = await decideFirstCase(page, decision, 'reviewer', log);
  if (outcome === 'done') return;
  await page.locator('form[action$="/logout"] button').click();
  await logInStaff(page, reviewUrl, demoStaff.secondReviewer, lang);
  const confirmed = await decideFirstCase(page, decision, 'second-reviewer', log);
  if (confirmed !== 'done') throw new Error('Two reviewers approved the case, and it is not decided.');
}

/** `proposed`: a second reviewer has to agree. */
async function decideFirstCase(page, decision, who, log) {
  await page.locator('table').waitFor();
  await log.screenshot(page, `${who}-queue`);
  await page.locator('td form button, td a.button').first().click();
  await page.locator('select[name=reason]').waitFor();
  await log.screenshot(page, `${who}-case`);
  if (decision === 'reject') {
    await page.locator('select[name=reason]').selectOption({ index: 1 });
    await page.locator('form:has(input[value=rejected]) button').click();
  } else await page.locator('form:has(input[value=approved]) button').click();
  await log.screenshot(page, `${who}-preview`);
  await page.locator('form[action$="/decision"] button[value=list]').click();
  const outcomes = ['done', 'proposed'];
  await page.waitForURL((url) => outcomes.some((one) => url.searchParams.has(one)));
  await log.screenshot(page, `${who}-done`);
  const { searchParams } = new URL(await page.url());
  return outcomes.find((one) => searchParams.has(one));
}

// The clerk's pages at the counter: log in, enter the code, compare, decide.

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
  await page.locator('form[action$="/decision"] button').waitFor();
  await log.screenshot(page, 'counter-preview');
  await page.locator('form[action$="/decision"] button').click();
  await page.waitForURL((url) => url.searchParams.has('done'));
  await log.screenshot(page, 'counter-done');
}
