import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { SYNTHETIC_CITIZENS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import type { Sandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import {
  handIn,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  residentOf,
  waitFor,
} from '../../../sandbox/test/support/family.ts';
import { logIn } from '../../../sandbox/test/support/log-in.ts';
import { staffEntry } from '../../../sandbox/test/support/staff.ts';
import { startSandbox } from '../../../sandbox/test/support/test-database.ts';
import { keyboardOf } from '../a11y/keyboard.mjs';
import { launchBrowser } from '../launch-browser.mjs';

const CASES = 10;
/** All the adults of the register who do not operate, and somebody whom it does not know. */
const relatives = [
  ...SYNTHETIC_CITIZENS.filter(
    ({ idType, number }) =>
      idType === 'resident_id_card' &&
      Number(number.slice(6, 10)) < 2006 &&
      ![OPERATOR.idNumber, OTHER_OPERATOR.idNumber].includes(number),
  ),
  { name: '郑无名', number: '448801197811248255' },
].slice(0, CASES);
const judge = {
  judge: async () => ({
    verdict: 'manual_review' as const,
    refusedBy: 'person_looks' as const,
    checks: [{ name: 'person_looks' as const, passed: false }],
    remember: [],
  }),
  close: async () => {},
};

describe('a reviewer without a mouse', () => {
  let sandbox: Sandbox;
  let started: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  let keys: CDPSession;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, reviewUndoS: 3600 });
    const known = await know(sandbox.backendUrl);
    const operators = await Promise.all(
      [OPERATOR, OTHER_OPERATOR].map((who) => logIn(`${sandbox.backendUrl}/oidc`, who, { register: true })),
    );
    for (const [i, { name, number }] of relatives.entries()) {
      const operator = operators[i % 2]!;
      // An operator may have four siblings.
      const relationship = i < 8 ? 'sibling' : 'other';
      const { made } = await handIn(known, operator, { subject: residentOf(name, number), relationship });
      await waitFor(known, operator, made.application.id, ['manual_review']);
    }
    started = await launchBrowser({ webgl: false });
    page = await started.browser.contexts()[0]!.newPage();
    keys = await page.context().newCDPSession(page);
  });
  after(async () => {
    await started?.close();
    await sandbox?.close();
  });

  /**
   * Presses a key, or Alt and the letter of an access key, as a keyboard does: Playwright leaves out of Alt and a letter which
   * letter it was, and a browser finds an access key by that.
   */
  async function press(key: string): Promise<void> {
    const [, letter] = /^Alt\+([a-z])$/.exec(key) ?? [];
    if (letter === undefined) return page.keyboard.press(key);
    const upper = letter.toUpperCase();
    const event = {
      modifiers: 1,
      key: letter,
      code: `Key${upper}`,
      windowsVirtualKeyCode: upper.charCodeAt(0),
    };
    await keys.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      ...event,
      text: letter,
      unmodifiedText: letter,
    });
    await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }
  /** Presses a key that leads to another page, and waits for that page. */
  async function pressTo(key: string, path: RegExp): Promise<void> {
    const loaded = page.waitForEvent('load');
    await press(key);
    await loaded;
    assert.match(new URL(page.url()).pathname, path);
  }
  /** By the Tab key alone, as a person finds it. */
  const tabTo = (selector: string): Promise<void> => keyboardOf(page).reach(page.locator(selector));
  const CASE = /\/cases\/[\w-]+$/;
  const PREVIEW = /\/preview$/;

  it('logs in, reads the pictures, and decides ten cases in a row: each its own, and takes one back', async () => {
    await page.goto(`${sandbox.reviewUrl}?lang=en`);
    const entry = staffEntry(await sandbox.addStaff('li', ['reviewer']));
    for (const name of ['name', 'password', 'code'] as const) {
      await tabTo(`input[name=${name}]`);
      await page.keyboard.type(entry[name]);
    }
    await pressTo('Enter', /\/review\/$/);

    await pressTo('Alt+n', CASE);
    await pressTo('Alt+z', /\/large$/);
    await tabTo('input.turn-0');
    await page.keyboard.press('ArrowRight');
    assert.equal(
      await page.locator('.pane:has(.turn-90:checked) img').evaluate((img) => getComputedStyle(img).rotate),
      '90deg',
    );
    await pressTo('Alt+b', CASE);

    const decided: string[] = [];
    for (let n = 0; n < CASES; n++) {
      decided.push(new URL(page.url()).pathname);
      if (n % 2 === 0) await pressTo('Alt+a', PREVIEW);
      else {
        await press('Alt+r');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Tab');
        await page.keyboard.type(`No. ${n}`);
        await tabTo('button.danger');
        await pressTo('Enter', PREVIEW);
      }
      await pressTo('Alt+c', n === CASES - 1 ? /\/review\/$/ : CASE);
    }
    assert.equal(new Set(decided).size, CASES, 'each case came once');
    const outcomes = await page.locator('.recent li span').allInnerTexts();
    assert.equal(outcomes.filter((text) => text.includes(': Approve.')).length, CASES / 2);
    assert.equal(outcomes.filter((text) => text.includes(': Reject.')).length, CASES / 2);

    await pressTo('Alt+u', CASE);
    assert.equal(new URL(page.url()).pathname, decided.at(-1), 'the last one is taken back');
  });
});
