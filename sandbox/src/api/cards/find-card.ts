import { and, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { type CardRow, cards } from '../../database/schema/cards.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { Caller } from '../access/caller.ts';

/**
 * A card that is bound to the caller.
 *
 * @throws ProblemError `not_found`.
 */
export async function findCard(db: Database, ref: string, { sub }: Caller): Promise<CardRow> {
  const [card] = await db
    .select()
    .from(cards)
    .where(and(eq(cards.ref, ref), eq(cards.operatorSub, sub)));
  if (card === undefined) throw new ProblemError('not_found');
  return card;
}

/** @throws ProblemError `not_found`, or `state_conflict` for a card that is no longer active. */
export async function findActiveCard(db: Database, ref: string, caller: Caller): Promise<CardRow> {
  const card = await findCard(db, ref, caller);
  if (card.status !== 'active')
    throw new ProblemError('state_conflict', { detail: 'The card is not active.' });
  return card;
}
