import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { SYNTHETIC_CITIZENS, SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { accountFor, fillRegistration, registrationButton } from '../flow/screens.mjs';
import { frameOf, openPortal, openStage, registerInWindow } from '../isolation/frame-stage.mjs';
import { hostilePage } from '../isolation/hostile-page.mjs';

/** Who has an account of their own in these tests. */
const HOLDERS = [
  ...SYNTHETIC_OPERATORS,
  ...SYNTHETIC_CITIZENS.filter(({ person }) => person === 'anna' || person === 'cora'),
];
const account = (index: number) => accountFor(HOLDERS[index]!, `1380000000${index}`);

describe('the service in a frame of another site', () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('logs in in a window that the frame opens', async () => {
    const tab = await openPortal(stage, { isolation: 'frame' });
    await registerInWindow(tab, account(0));
    const told = await tab.page.evaluate(() => JSON.stringify(document.querySelector('family-auth')!.phase));
    assert.ok(!told.includes(account(0).name));
    await tab.page.close();
  });

  test('looks as the page wishes, in its language, and is reached by Tab and left by it', async () => {
    const { page, element } = await openPortal(stage, { isolation: 'frame' });
    await page.evaluate(() => {
      const host = document.querySelector('family-auth')!;
      host.style.setProperty('--family-auth-primary', '#004488');
      host.style.setProperty('--family-auth-surface', 'url(https://evil.example/x)');
      host.lang = 'zh-CN';
      host.elder = true;
    });
    const login = element.root.locator('[part~="button-login"]');
    await login.filter({ hasText: '登录' }).waitFor();
    const look = await login.evaluate((button: Element) => {
      const { backgroundColor } = getComputedStyle(button);
      return { backgroundColor, elder: (button.getRootNode() as ShadowRoot).host.hasAttribute('elder') };
    });
    assert.deepEqual(look, { backgroundColor: 'rgb(0, 68, 136)', elder: true });
    await page.evaluate(() => {
      document.querySelector('family-auth')!.style.setProperty('--family-auth-primary', '#ffffff');
      document.querySelector('family-auth')!.lang = 'en';
    });
    await login.filter({ hasText: 'Log in' }).waitFor();
    const painted = await login.evaluate((button: Element) => getComputedStyle(button).backgroundColor);
    assert.notEqual(painted, 'rgb(255, 255, 255)');
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.shadowRoot?.activeElement?.localName ?? activeElement?.localName;
      });
    await page.locator('#elder').focus();
    await page.keyboard.press('Tab');
    // The frame is another process: until it has answered, the focus is nowhere.
    await page.waitForFunction(() => document.activeElement !== document.body);
    assert.equal(await focused(), 'iframe');
    for (let presses = 0; presses < 20 && (await focused()) === 'iframe'; presses += 1)
      await page.keyboard.press('Tab');
    assert.notEqual(await focused(), 'iframe');
    await page.close();
  });

  test('logs in without a window: the whole page goes to the provider and comes back to where it was', async () => {
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

const RELATIVE = SYNTHETIC_CITIZENS.find(({ person }) => person === 'ben')!;

/** The person goes on to the consents for a relative. */
async function goToConsents({ phases, element }: Tab): Promise<void> {
  await element.press('add');
  await phases.until(['details']);
  await element.fillDetails({ ...RELATIVE, relationship: 'sibling' });
  await element.press('next');
  await phases.until(['consent']);
  await element.press('other-method');
  await phases.until(['choose_method']);
  await element.pickMethod('document_review');
  await phases.until(['consent']);
}

interface Loot {
  readonly texts: string[];
  readonly frames: string[];
  readonly events: { readonly type: string; readonly detail: unknown }[];
}

const lootOf = (page: Page): Promise<Loot> =>
  page.evaluate(() => (globalThis as unknown as { __loot: Loot }).__loot);

describe('a hostile page around the service', () => {
  let stage: Awaited<ReturnType<typeof openStage>>;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  for (const { isolation, got } of [
    { isolation: 'inline', got: { identity: true, face: true, token: true } },
    { isolation: 'frame', got: { identity: false, face: false, token: false } },
  ] as const) {
    test(`${isolation}: what it gets of identity, face and log-in by patching all it can`, async () => {
      const tab = await openPortal(stage, { isolation, before: hostilePage });
      const { page, phases, element } = tab;
      await registerInWindow(tab, account(isolation === 'inline' ? 0 : 1));
      await goToConsents(tab);
      await element.tickAllConsents();
      await element.press('agree');
      await phases.until(['photos']);
      await element.press('take-id_document');
      await phases.until(['taking_photo']);
      await element.root.locator('video').waitFor();
      const { texts, frames, events } = await lootOf(page);
      const says = (secret: string) => texts.some((text) => text.includes(secret));
      assert.deepEqual(
        {
          identity: says(RELATIVE.number) || says(RELATIVE.name),
          face: frames.length > 0,
          token: says('access_token') || says('authorization: DPoP'),
        },
        got,
      );
      if (isolation === 'frame') await fillsThePhone(tab);
      // It learns where the person is, in both.
      assert.ok(events.some(({ detail }) => (detail as { kind?: string }).kind === 'consent'));
      assert.ok(!JSON.stringify(events).includes(RELATIVE.number));
      await page.close();
    });
  }

  test('what lies over the frame, or makes it transparent, keeps a consent from being given', async () => {
    const tab = await openPortal(stage, { isolation: 'frame' });
    await registerInWindow(tab, account(2));
    await goToConsents(tab);
    const { page, element } = tab;
    const box = element.root.getByRole('checkbox').first();
    for (const disguise of ['overlay', 'opacity']) {
      await page.evaluate((how) => {
        const frame = document.querySelector('family-auth')!.shadowRoot!.querySelector('iframe')!;
        // A hostile page does not give the frame the window that it asks for.
        frame.showPopover = () => {};
        if (how === 'opacity') frame.style.opacity = '0.02';
        else {
          const overlay = document.createElement('div');
          overlay.id = 'overlay';
          overlay.style.cssText =
            'position:fixed;inset:0;background:#fff;pointer-events:none;z-index:2147483647';
          overlay.textContent = 'You have won!';
          document.body.append(overlay);
        }
      }, disguise);
      await settled(page);
      await box.click({ force: true });
      assert.equal(await box.isChecked(), false, disguise);
      await page.evaluate(() => {
        const frame = document.querySelector('family-auth')!.shadowRoot!.querySelector('iframe')!;
        frame.style.opacity = '';
        frame.removeAttribute('data-expanded');
        frame.removeAttribute('popover');
        document.querySelector('#overlay')?.remove();
      });
    }
    await settled(page);
    await box.click();
    assert.equal(await box.isChecked(), true);
    await page.close();
  });

  test('no message, phase or navigation of the page, or of another frame in it, passes for the service', async () => {
    const { page, phases } = await openPortal(stage, { isolation: 'frame' });
    const told = await page.evaluate(async () => {
      const element = document.querySelector('family-auth')!;
      const frame = element.shadowRoot!.querySelector('iframe')!;
      const approved = { kind: 'approved', testSystem: true, stage: 'result', cardRef: 'card_x' };
      const ready = { protocol: 'family-auth-frame', type: 'ready', version: 1 };
      const other = document.body.appendChild(document.createElement('iframe'));
      const channel = new MessageChannel();
      for (const window of [globalThis.window, other.contentWindow!]) {
        const send = (message: object) =>
          (window as Window & typeof globalThis).parent.postMessage(message, '*');
        send(ready);
        send({ type: 'phase', phase: approved });
      }
      // A second hello finds nobody who listens.
      const hello = { protocol: 'family-auth-frame', type: 'hello', version: 1, clientId: 'demo-portal' };
      frame.contentWindow!.postMessage(hello, '*', [channel.port2]);
      const set = (() => {
        try {
          Object.assign(element, { phase: approved });
          return 'taken';
        } catch (error) {
          return (error as Error).name;
        }
      })();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return { set, kind: element.phase.kind };
    });
    assert.deepEqual(told, { set: 'TypeError', kind: 'welcome' });
    await page.evaluate(async () => {
      const frame = document.querySelector('family-auth')!.shadowRoot!.querySelector('iframe')!;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      frame.src = 'about:blank';
      await loaded;
    });
    assert.equal(phases.current()?.kind, 'welcome');
    await page.close();
  });

  test('a page whose origin is not registered gets no frame', async (t) => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${stage.sandbox.backendUrl}/family-auth/frame/"></iframe>`);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    t.after(() => server.close());
    const page = await stage.browser.contexts()[0]!.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    assert.equal(frameOf(page), undefined);
    await page.close();
  });
});

/** While the camera is open the frame has the whole window of a phone, and gives it back. */
async function fillsThePhone({ page, phases, element }: Tab): Promise<void> {
  const isWhole = () =>
    page.evaluate(() => {
      const frame = document.querySelector('family-auth')!.shadowRoot!.querySelector('iframe')!;
      const { top, left, width, height } = frame.getBoundingClientRect();
      return (
        frame.matches(':popover-open') &&
        top === 0 &&
        left === 0 &&
        width === innerWidth &&
        height === innerHeight
      );
    });
  assert.equal(await isWhole(), true);
  await element.press('back');
  await phases.until(['photos']);
  assert.equal(await isWhole(), false);
}

/** The browser looks at most every 100 ms at what is in sight, and a frame in another process is told later. */
const settled = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const observer = new IntersectionObserver(
          (_, own) => {
            own.disconnect();
            setTimeout(resolve, 500);
          },
          { trackVisibility: true, delay: 100 } as IntersectionObserverInit,
        );
        observer.observe(document.body);
      }),
  );

type Tab = Awaited<ReturnType<typeof openPortal>>;
type Page = Awaited<ReturnType<typeof openPortal>>['page'];

async function registerOnThisPage(page: Page, who: ReturnType<typeof account>): Promise<void> {
  await page.locator('a[href*=register]').first().click();
  await fillRegistration(page, who);
  await registrationButton(page).click();
}
