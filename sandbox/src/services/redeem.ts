import { maskName } from '@family-auth/library/identity/mask.ts';
import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import { applications } from '../database/schema/applications.ts';
import { cardCodes, cards, serviceLinks } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import type { ServiceId } from '../rules/card-services.ts';

/** What became of a display code that somebody shows. Names and numbers are masked already. */
export type RedeemedCode =
  | {
      readonly state: 'valid';
      readonly cardRef: string;
      readonly maskedName: string;
      readonly maskedNumber: string;
      readonly expiresAt: Date;
    }
  | { readonly state: 'used' | 'expired' | 'unknown' };

/**
 * Uses up a code made by `POST /family/cards/{ref}/codes`: `valid` once, in its minute, while the card is active. A code
 * that a newer one replaced, or of a card that was unbound, is `unknown`.
 */
export type RedeemCode = (code: string) => Promise<RedeemedCode>;

/** What a delegated link stands for. Names and numbers are masked already. */
export interface DelegatedService {
  readonly service: ServiceId;
  readonly cardRef: string;
  /** The client whose application bound it. */
  readonly boundBy: string;
  /** The relative for whom it is. */
  readonly subjectName: string;
  readonly subjectNumber: string;
  /** Code of the relationship to the operator. */
  readonly relationship: string;
  /** The operator on whose authority the link was made. */
  readonly operatorName: string;
  /** Their subject identifier at the provider. */
  readonly operatorSub: string;
}

/**
 * Uses up the token of a link, made by `POST /family/cards/{ref}/services/{service}/links`, if it is known, unused and
 * unexpired and the card is still active; otherwise `undefined`. The second call with the same token finds nothing.
 */
export type RedeemLink = (token: string) => Promise<DelegatedService | undefined>;

/** Redeems display codes: one use, in time, and only while the card is active. */
export const redeemCodeOf =
  ({ db, hash }: Backend): RedeemCode =>
  async (code) => {
    const now = new Date();
    const isThisCode = eq(cardCodes.codeHash, hash('card-code', code));
    const [fresh] = await db
      .update(cardCodes)
      .set({ usedAt: now })
      .where(and(isThisCode, isNull(cardCodes.usedAt), gt(cardCodes.expiresAt, now)))
      .returning();
    if (fresh === undefined) {
      const [known] = await db.select().from(cardCodes).where(isThisCode);
      if (known === undefined) return { state: 'unknown' };
      return { state: known.usedAt === null ? 'expired' : 'used' };
    }
    const [card] = await db.select().from(cards).where(eq(cards.ref, fresh.cardRef));
    if (card?.status !== 'active') return { state: 'unknown' };
    const { ref: cardRef, maskedName, maskedNumber } = card;
    const { expiresAt } = fresh;
    return { state: 'valid', cardRef, maskedName, maskedNumber, expiresAt };
  };

/**
 * Redeems delegated links: one use, in time, and only while the card is active.
 *
 * @param redeemers the clients of whose links it is; without them those that the backend's own page redeems.
 */
export const redeemLinkOf =
  ({ db, hash }: Backend, redeemers?: readonly string[]): RedeemLink =>
  async (token) => {
    const now = new Date();
    const [link] = await db
      .update(serviceLinks)
      .set({ usedAt: now })
      .where(
        and(
          eq(serviceLinks.tokenHash, hash('service-link', token)),
          redeemers === undefined
            ? isNull(serviceLinks.redeemedBy)
            : inArray(serviceLinks.redeemedBy, [...redeemers]),
          isNull(serviceLinks.usedAt),
          gt(serviceLinks.expiresAt, now),
        ),
      )
      .returning();
    if (link === undefined) return undefined;
    const [found] = await db
      .select({ card: cards, boundBy: applications.clientId })
      .from(cards)
      .innerJoin(applications, eq(applications.id, cards.applicationId))
      .where(eq(cards.ref, link.cardRef));
    if (found?.card.status !== 'active') return undefined;
    const { card, boundBy } = found;
    const [operator] = await db.select().from(operators).where(eq(operators.sub, card.operatorSub));
    return {
      service: link.service as ServiceId,
      cardRef: card.ref,
      boundBy,
      subjectName: card.maskedName,
      subjectNumber: card.maskedNumber,
      relationship: card.relationship,
      operatorName: maskName(operator?.name ?? ''),
      operatorSub: card.operatorSub,
    };
  };
