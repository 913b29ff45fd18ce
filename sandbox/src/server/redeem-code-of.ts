import { and, eq, gt, isNull } from 'drizzle-orm';
import { cardCodes, cards } from '../database/schema/cards.ts';
import type { RedeemCode } from '../services/redeem-code.ts';
import type { Backend } from './backend.ts';

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
    const { maskedName, maskedNumber } = card;
    return { state: 'valid', maskedName, maskedNumber, expiresAt: fresh.expiresAt };
  };
