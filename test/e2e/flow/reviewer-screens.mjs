// The reviewer's pages: log in, open the first case, decide.

import { logInStaff } from './staff-log-in.mjs';

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
  const outcomes = ['done', 'proposed'];
  await page.waitForURL((url) => outcomes.some((one) => url.searchParams.has(one)));
  await log.screenshot(page, `${who}-done`);
  const { searchParams } = new URL(page.url());
  return outcomes.find((one) => searchParams.has(one));
}
