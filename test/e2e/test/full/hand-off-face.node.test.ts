import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../../../src/locales/en.ts';
import { twoDevices } from '../two-devices.ts';

/** As long as somebody may stand in front of the phone's camera on a busy machine. */
const FACE_MS = 150_000;

/** Whatever the phone asks of its person until it is done. */
async function doTheFace(phone: Page, press: (name: string) => Promise<void>): Promise<void> {
  let over = false;
  const done = phone
    .getByRole('heading', { name: en.device.doneTitle })
    .waitFor({ timeout: FACE_MS })
    .finally(() => {
      over = true;
    });
  const asked = (async () => {
    while (!over) {
      for (const name of ['open-camera', 'allow', 'retry']) await press(name);
      await phone.waitForTimeout(300);
    }
  })();
  await Promise.all([done, asked]);
}

describe('a face that a phone shows for a computer', () => {
  const devices = twoDevices();

  test('the phone does the face, the computer follows and goes on by itself', async () => {
    const { desktop, buttonOf } = devices;
    const [phone, digits] = await devices.joined(await devices.invited());
    await devices.typeMatch(digits);
    await desktop.phases.until(['hand_off_follow']);
    await buttonOf(phone, 'open-camera').waitFor();
    await phone.locator('#synthetic-person summary').click();
    await phone.locator('#synthetic-person-choice').selectOption('anna');
    await phone.locator('#synthetic-person-state', { hasText: 'anna' }).waitFor();
    await doTheFace(phone, async (name) => {
      const button = buttonOf(phone, name);
      if (await button.isVisible()) await button.click({ timeout: 2_000 }).catch(() => {});
    });
    const { kind } = await desktop.phases.until(['approved', 'waiting', 'rejected'], 60_000);
    assert.ok(kind === 'approved' || kind === 'waiting', `the computer shows ${kind}`);
    const { hash, search } = new URL(phone.url());
    assert.equal(hash + search, '');
    await phone.context().close();
  });
});
