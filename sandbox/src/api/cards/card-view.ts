import type { CardService } from '@family-auth/library/protocol/card.ts';
import { signStatement } from '@family-auth/library/seal/statement.ts';
import { and, eq, isNull } from 'drizzle-orm';
import { applications } from '../../database/schema/applications.ts';
import type { CardRow } from '../../database/schema/cards.ts';
import type { Backend } from '../../server/backend.ts';
import { CARD_SERVICES } from '../../services/card-services.ts';
import type { Caller } from '../access/caller.ts';

/** How long a card view may be shown before it is asked for again, seconds. */
const VIEW_LIFETIME_S = 300;

/** Signs what the client may show of a card: masked, with what can be done with it. */
export async function signedCardView(
  { db, keys, settings }: Backend,
  { clientId }: Caller,
  card: CardRow,
  locale: 'zh-CN' | 'en',
): Promise<string> {
  const [consented] = await db
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.id, card.applicationId), isNull(applications.consentsWithdrawnAt)));
  const iat = Math.floor(Date.now() / 1000);
  return signStatement(
    'card',
    {
      iss: settings.issuer,
      aud: clientId,
      iat,
      exp: iat + VIEW_LIFETIME_S,
      ref: card.ref,
      name: card.maskedName,
      number: card.maskedNumber,
      relationship: card.relationship,
      status: card.status,
      ...(card.revocation === null ? {} : { revocation: card.revocation }),
      ...(card.revokedAt === null ? {} : { revoked_at: card.revokedAt.toISOString() }),
      issuer_name: locale === 'en' ? 'Social insurance service platform (test)' : '社会保险服务平台（测试）',
      bound_at: card.boundAt.toISOString(),
      ...(consented === undefined ? {} : { application: consented.id }),
      test_system: true,
      services: servicesOf(card, locale),
    },
    keys.signer,
  );
}

const servicesOf = ({ services, status }: CardRow, locale: 'zh-CN' | 'en'): CardService[] =>
  status !== 'active'
    ? []
    : CARD_SERVICES.filter(({ id }) => services.includes(id)).map(({ id, title, description }) => ({
        id,
        title: title[locale],
        description: description[locale],
      }));
