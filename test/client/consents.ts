import { type Consent, type FamilyAuthClient, hasKnownGiver, type Method } from '../../src/client.ts';

type Discovered = Pick<FamilyAuthClient, 'discovery'>;

/** The Chinese texts that a method asks an operator to agree to who adds somebody of age. */
export const noticesFor = ({ discovery }: Discovered, method: Method) =>
  discovery.notices
    .filter(hasKnownGiver)
    .filter(
      ({ required_for, given_by, locale }) =>
        required_for.includes(method) && given_by !== 'guardian' && locale === 'zh-CN',
    );

/** All of them, agreed to now. */
export const consentsFor = (client: Discovered, method: Method): Consent[] =>
  noticesFor(client, method).map(({ id: notice, version, sha256, locale, given_by: by }) => {
    return { notice, version, sha256, locale, by, at: new Date().toISOString(), method: 'checkbox' };
  });
