import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBrowser } from '../../../scripts/find-browser.mjs';
import { launchBrowser } from '../launch-browser.mjs';

test('a browser started plainly shows a page and leaves no process behind', {
  skip: findBrowser() ? false : 'no Chrome or Chromium here',
}, async () => {
  const { browser, pid, close } = await launchBrowser();
  try {
    const page = await browser.contexts()[0]!.newPage();
    await page.goto('data:text/html,<h1>here</h1>');
    assert.equal(await page.textContent('h1'), 'here');
  } finally {
    await close();
  }
  assert.throws(() => process.kill(pid!, 0), { code: 'ESRCH' });
});
