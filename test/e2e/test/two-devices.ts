import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Page } from 'playwright-core';
import { SYNTHETIC_CITIZENS, SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { en } from '../../../src/locales/en.ts';
import { accountFor } from '../flow/screens.mjs';
import { openPortal, openStage, registerInWindow } from '../isolation/frame-stage.mjs';

type Stage = Awaited<ReturnType<typeof openStage>>;
type Tab = Awaited<ReturnType<typeof openPortal>>;

const ANNA = SYNTHETIC_CITIZENS.find(({ person }) => person === 'anna')!;

/** A computer, on which somebody is logged in, and phones: browser contexts that share nothing. Opened before a group's tests. */
export function twoDevices() {
  let stage: Stage;
  let desktop: Tab;
  before(async () => {
    stage = await openStage();
    desktop = await openPortal(stage, { isolation: 'frame' });
    await registerInWindow(desktop, accountFor(SYNTHETIC_OPERATORS[0]!, '13800000001'));
  });
  after(() => stage?.close());

  const buttonOf = (page: Page, name: string) =>
    page.locator('family-auth-framed').locator(`[part~="button-${name}"]`).first();

  /** The invitation on the computer's screen: the page and the digits that a person types. */
  async function invited(method?: string): Promise<{ page: string; code: string }> {
    const { element, phases } = desktop;
    await element.press('add');
    await phases.until(['details']);
    await element.fillDetails({ name: ANNA.name, number: ANNA.number, relationship: 'sibling' });
    await element.press('next');
    await phases.until(['consent']);
    if (method !== undefined) {
      await element.press('other-method');
      await phases.until(['choose_method']);
      await element.pickMethod(method);
      await phases.until(['consent']);
    }
    await element.tickAllConsents();
    await element.press('agree');
    await phases.until(['get_ready', 'photos']);
    return invitation();
  }

  async function invitation(): Promise<{ page: string; code: string }> {
    const { element, phases } = desktop;
    await element.press('hand-off');
    await phases.until(['hand_off']);
    await element.root.locator('[part~="qr"]').waitFor();
    await element.root.getByText(en.handOff.typed).click();
    const code = await element.root.locator('[part~="code"]').first().innerText();
    const page = await element.root.locator('strong[lang=en]').innerText();
    return { page: `http://${page}`, code: code.replace(/\D/g, '') };
  }

  /** A phone: another browser context, with nothing of the first one's. */
  async function openPhone(address: string): Promise<Page> {
    const context = await stage.browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'en',
      permissions: ['camera'],
    });
    const phone = await context.newPage();
    await phone.goto(address);
    return phone;
  }

  /** The phone takes it up, and its person goes on. @returns the digits on its screen. */
  async function joined({ page, code }: { page: string; code: string }): Promise<[Page, string]> {
    const phone = await openPhone(page);
    await phone.locator('#ticket').fill(code);
    await buttonOf(phone, 'claim').click();
    await phone.getByRole('heading', { name: en.device.offerTitle }).waitFor();
    const told = await phone.locator('family-auth-framed').locator('[part~="summary"]').innerText();
    assert.ok(told.includes(new URL(stage.sandbox.portalUrl).host), 'the phone says which portal asked');
    assert.ok(!told.includes(ANNA.name), 'and names nobody in full');
    await buttonOf(phone, 'next').click();
    await phone.getByRole('heading', { name: en.device.matchTitle }).waitFor();
    const digits = await phone.locator('family-auth-framed').locator('[part~="code"]').first().innerText();
    return [phone, digits.replace(/\D/g, '')];
  }

  async function typeMatch(digits: string): Promise<void> {
    await desktop.phases.until(['hand_off_match']);
    await desktop.element.root.locator('#match-code').fill(digits);
    await desktop.element.press('match');
  }

  return {
    get desktop() {
      return desktop;
    },
    buttonOf,
    invited,
    joined,
    openPhone,
    typeMatch,
  };
}
