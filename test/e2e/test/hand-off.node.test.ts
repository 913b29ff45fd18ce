import { describe, test } from 'node:test';
import { en } from '../../../src/locales/en.ts';
import { twoDevices } from './two-devices.ts';

describe('a draft that goes from a computer to a phone', () => {
  const devices = twoDevices();

  test('a second phone is told that another one was first, and either side can end it', async () => {
    const first = await devices.invited('document_review');
    const [phone] = await devices.joined(first);
    const second = await devices.openPhone(first.page);
    await second.locator('#ticket').fill(first.code);
    await devices.buttonOf(second, 'claim').click();
    await second.locator('[part~="code"]', { hasText: 'hand_off_taken' }).waitFor();
    await second.context().close();
    await devices.buttonOf(phone, 'cancel').click();
    await phone.getByRole('heading', { name: en.handOff.over_declined }).waitFor();
    await devices.desktop.phases.until(['hand_off_over']);
    await devices.desktop.element.press('back');
    await devices.desktop.phases.until(['photos']);
    await phone.context().close();
  });
});
