import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { accountFor, fillRegistration, registrationButton } from '../flow/screens.mjs';
import { frameOf, openPortal, openStage, registerInWindow } from '../isolation/frame-stage.mjs';

const account = (index: number) => accountFor(SYNTHETIC_OPERATORS[index]!, `1380000000${index}`);

describe('a log-in in a frame of another site', () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('in a window that the frame opens', async () => {
    const tab = await openPortal(stage, { isolation: 'frame' });
    await registerInWindow(tab, account(0));
    const told = await tab.page.evaluate(() => JSON.stringify(document.querySelector('family-auth')!.phase));
    assert.ok(!told.includes(account(0).name));
    await tab.page.close();
  });

  test('without a window: the whole page goes to the provider and comes back to where it was', async () => {
    const tab = await openPortal(stage, { isolation: 'frame', path: '#section-2' });
    const { page, phases, element } = tab;
    await frameOf(page)!.evaluate(() => {
      window.open = () => null;
    });
    await element.press('register');
    await phases.until(['problem']);
    assert.equal(phases.current()?.code, 'login_popup_blocked');
    await element.press('redirect-login');
    await page.locator('input[name=account]').waitFor();
    phases.forget();
    const [codes] = await Promise.all([
      page.waitForRequest((request) => request.url().includes('/family-auth/frame/callback.html')),
      registerOnThisPage(page, account(1)),
    ]);
    await phases.until(['family']);
    assert.equal(new URL(page.url()).origin, stage.sandbox.portalUrl);
    assert.equal(new URL(page.url()).hash, '#section-2');
    // What the portal saw of it is used up, and was never of use without the frame's key.
    const code = new URL(codes.url()).searchParams.get('code');
    assert.ok(code);
    const answer = await page.evaluate(
      async ({ endpoint, body }) =>
        (await fetch(endpoint, { method: 'POST', body: new URLSearchParams(body) })).json(),
      {
        endpoint: `${stage.sandbox.backendUrl}/oidc/token`,
        body: {
          grant_type: 'authorization_code',
          code,
          client_id: 'demo-portal',
          redirect_uri: `${stage.sandbox.backendUrl}/family-auth/frame/callback.html`,
          code_verifier: 'a-guess-that-is-as-long-as-a-verifier-has-to-be',
        },
      },
    );
    assert.equal(answer.access_token, undefined);
    assert.ok(answer.error);
    await page.close();
  });
});

type Page = Awaited<ReturnType<typeof openPortal>>['page'];

async function registerOnThisPage(page: Page, who: ReturnType<typeof account>): Promise<void> {
  await page.locator('a[href*=register]').first().click();
  await fillRegistration(page, who);
  await registrationButton(page).click();
}
