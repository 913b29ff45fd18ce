import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import type { Page } from 'playwright-core';
import { findBrowser, noBrowserMessage } from '../../../scripts/find-browser.mjs';
import { launchBrowser } from '../../../test/e2e/launch-browser.mjs';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import {
  ANNA,
  consentsFor,
  handIn,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  residentOf,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const BEN = residentOf('贝远航', '318801198511078050');
const RELATIVE = { ...OPERATOR, name: ANNA.name, idNumber: ANNA.id.number, phone: '13800000077' };

describe('back in a browser, after the forms of a page', {
  skip: findBrowser() ? false : noBrowserMessage,
}, () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoginSession;
  let chromium: Awaited<ReturnType<typeof launchBrowser>>;
  let page: Page;
  before(async () => {
    const { judge, close } = judgeSaying({ verdict: 'approved' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge: { judge, close } });
    known = await know(sandbox.backendUrl);
    operator = await enter(known, OPERATOR, 'register');
    await enter(known, RELATIVE, 'register');
    chromium = await launchBrowser({ webgl: false, args: ['--disable-features=BackForwardCache'] });
    page = await (await chromium.browser.newContext({ locale: 'zh-CN' })).newPage();
  });
  after(async () => {
    await chromium?.close();
    await sandbox?.close();
  });

  /** The page's own button, beside those of text size and language. */
  const LOG_IN = 'button[type=submit]:not([name], [hidden])';
  const title = () => page.locator('h1').innerText();
  /** Fills in a form and sends it by a button. */
  const send = async (fields: Record<string, string>, button: string) => {
    for (const [name, value] of Object.entries(fields)) await page.locator(`[name=${name}]`).fill(value);
    await page.locator(button).click();
  };
  /** The titles of so many pages before this one, the latest first. */
  const titlesBefore = async (count: number) => {
    const titles: string[] = [];
    for (let n = 0; n < count; n++) {
      await page.goBack(); // rejected where the browser would send a form again
      titles.push(await title());
    }
    return titles;
  };

  it('shows how a link stands now that was undone', async () => {
    const session = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    const { made } = await handIn(known, session, { subject: BEN, relationship: 'sibling' });
    await waitFor(known, session, made.application.id, ['approved']);
    await page.goto(sandbox.outboxUrl);
    await page.goto((await page.locator('a[href*="/undo/"]').first().getAttribute('href'))!);
    await send({ ending: '000000' }, 'button');
    assert.equal(await page.locator('.error').count(), 1);
    await send({ ending: '078050' }, 'button');
    assert.equal(await title(), '要解除绑定吗？');
    await page.locator('button[value=keep]').click();
    assert.equal(await title(), '没有解除');
    assert.deepEqual(await titlesBefore(1), ['要解除绑定吗？']);
    await page.locator('button[value=undo]').click();
    assert.equal(await title(), '已经解除');
    const [link, refused, start] = await titlesBefore(3);
    assert.deepEqual([link, refused, start], ['这个绑定已经解除了', '解除亲情服务绑定', '解除亲情服务绑定']);
    await page.goForward();
    assert.equal(await page.locator('.error').count(), 1, 'forwards as well');
  });

  it('shows a relative who answered that the link is used up, and no password again', async () => {
    const client = connectClient({ discovery: known.discovery, session: operator });
    const consents = consentsFor(known, 'subject_login', ['operator']);
    const wish = { relationship: 'sibling', method: 'subject_login', subject: ANNA, consents } as const;
    const made = await client.createApplication(wish);
    const { id } = made.application;
    await submitDocuments(client, operator, { ...made, consents, photos: [] });
    await client.waitForDecision(id, { until: ({ status }) => status === 'awaiting_subject' });
    await page.goto((await client.subjectLink(id)).url);
    const { phone, password } = RELATIVE;
    await send({ account: phone, password: 'not the one' }, LOG_IN);
    assert.equal(await page.locator('[name=account]').inputValue(), phone, 'what was typed is there again');
    assert.equal(await page.locator('[name=password]').inputValue(), '');
    await send({ password }, LOG_IN);
    assert.match(await title(), /安建国/);
    await page.locator('button[value=agreed]').click();
    assert.equal(await page.locator('.error').count(), 1);
    assert.deepEqual(await titlesBefore(2), [`${OPERATOR.name} 想把您添加为家人`, '登录']);
    await page.goForward();
    await page.locator('button[value=declined]').click();
    assert.equal(await title(), '您没有同意');
    assert.deepEqual(await titlesBefore(2), ['这个链接已经不能用了', '这个链接已经不能用了']);
  });

  it('shows the form by which an account was closed, empty, and forwards the receipt', async () => {
    const { idNumber, password } = OTHER_OPERATOR;
    await enter(known, OTHER_OPERATOR, 'register');
    await page.goto(`${sandbox.backendUrl}/account/close?lang=zh-CN`);
    await page.locator('[name=confirm]').check();
    await send({ idNumber, password: 'not the one' }, LOG_IN);
    assert.equal(await page.locator('.error').count(), 1);
    await page.locator('[name=confirm]').check();
    await send({ idNumber, password }, 'button');
    const receipt = await page.locator('#receipt').innerText();
    assert.deepEqual(await titlesBefore(2), ['注销账户', '注销账户']);
    assert.equal(await page.locator('[name=idNumber]').inputValue(), '');
    await page.goForward();
    await page.goForward();
    assert.equal(await page.locator('#receipt').innerText(), receipt);
    const madeUp = new URL(page.url());
    madeUp.searchParams.set('links', '7');
    await page.goto(madeUp.href);
    assert.equal(await page.locator('#receipt').count(), 0, 'nobody makes up such a page');
  });
});
