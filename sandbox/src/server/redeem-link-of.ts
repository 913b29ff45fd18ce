import { maskName } from '@family-auth/library/identity/mask.ts';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { cards, serviceLinks } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import type { ServiceId } from '../services/card-services.ts';
import type { RedeemLink } from '../services/redeem-link.ts';
import type { Backend } from './backend.ts';

/** Redeems delegated links: one use, in time, and only while the card is active. */
export const redeemLinkOf =
  ({ db, hash }: Backend): RedeemLink =>
  async (token) => {
    const now = new Date();
    const [link] = await db
      .update(serviceLinks)
      .set({ usedAt: now })
      .where(
        and(
          eq(serviceLinks.tokenHash, hash('service-link', token)),
          isNull(serviceLinks.usedAt),
          gt(serviceLinks.expiresAt, now),
        ),
      )
      .returning();
    if (link === undefined) return undefined;
    const [card] = await db.select().from(cards).where(eq(cards.ref, link.cardRef));
    if (card?.status !== 'active') return undefined;
    const [operator] = await db.select().from(operators).where(eq(operators.sub, card.operatorSub));
    return {
      service: link.service as ServiceId,
      subjectName: card.maskedName,
      subjectNumber: card.maskedNumber,
      relationship: card.relationship,
      operatorName: maskName(operator?.name ?? ''),
    };
  };
