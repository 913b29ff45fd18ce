// The demo portal around the element: its address, the account that a walk registers, its offer of a stand-in.

import { syntheticActivationCode } from '../../../sandbox/src/registry/activation-code.ts';
import { SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';

export const ACCOUNT = accountFor(SYNTHETIC_OPERATORS[0], '13800000000');

/** What somebody of the registry enters to register an account. */
export function accountFor({ name, number }, phone) {
  return {
    name,
    idNumber: number,
    activationCode: syntheticActivationCode(number),
    phone,
    password: 'walk-test-password',
  };
}

export function portalAddress({ portalUrl }, { lang, engine }) {
  const address = new URL(portalUrl);
  address.searchParams.set('lang', lang);
  if (engine) address.searchParams.set('engine', engine);
  return address.href;
}

/** The portal's own offer to those without a camera. */
export async function standIn(page, person) {
  await page.locator('#stand-in summary').click();
  await page.locator('#stand-in-person').selectOption(person);
  await page.locator('#stand-in-state', { hasText: person }).waitFor();
}
