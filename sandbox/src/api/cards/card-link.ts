import { tidyNumber } from '@family-auth/library/identity/id-number.ts';
import type { Revocation } from '@family-auth/library/protocol/card.ts';
import type { IdType } from '@family-auth/library/protocol/common.ts';
import { and, desc, eq, ne, or } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { type CardRow, cardCodes, cards, serviceLinks } from '../../database/schema/cards.ts';
import { operators } from '../../database/schema/operators.ts';
import { contactOf, notifySubject } from '../../notifications/notify-subject.ts';
import type { Backend } from '../../server/backend.ts';
import { describeFault } from '../../server/describe-fault.ts';
import type { KeyedHash } from '../../storage/keyed-hash.ts';
import { openRecord, sealRecord } from '../../storage/sealed-record.ts';

/** Whose card it is, sealed with it as long as the link lives, so that the registry can be asked whom to tell. */
interface CardSubject {
  readonly type: IdType;
  readonly number: string;
}

export const sealCardSubject = ({ keys }: Backend, subject: CardSubject): Promise<string> =>
  sealRecord(keys, 'card-subject', subject);

/** How many characters of their document number a relative must know to undo a link. */
export const DOCUMENT_ENDING_LENGTH = 6;

/** Keyed hash of the last characters of a document number, as they stand on the document or were typed. */
export const documentEndingHash = (hash: KeyedHash, ref: string, number: string): string =>
  hash('document-ending', ref, tidyNumber(number).slice(-DOCUMENT_ENDING_LENGTH));

/** What a relative's tries at the second fact are counted under. */
export const undoScope = (ref: string): string => `undo:${ref}`;

/**
 * Ends the link between an operator and a relative's card, for good: its display codes and delegated links are gone with
 * it, and the relative is told.
 *
 * @param actor `operator:SUB`, `clerk:NAME`, or `subject` by the link that was sent.
 * @returns whether it still lived.
 */
export async function endLink(
  backend: Backend,
  tx: Database,
  ref: string,
  { revocation, actor }: { readonly revocation: Revocation; readonly actor: string },
): Promise<boolean> {
  const [before] = await tx.select().from(cards).where(eq(cards.ref, ref)).for('update');
  if (before === undefined || before.status === 'revoked') return false;
  const [ended] = await tx
    .update(cards)
    .set({ status: 'revoked', revokedAt: new Date(), revocation, subjectSealed: null })
    .where(and(eq(cards.ref, ref), ne(cards.status, 'revoked')))
    .returning();
  await tx.delete(cardCodes).where(eq(cardCodes.cardRef, ref));
  await tx.delete(serviceLinks).where(eq(serviceLinks.cardRef, ref));
  await backend.audit.append(tx, { actor, action: 'card.revoked', object: ref, details: { revocation } });
  const contact = await contactOfCard(backend, before);
  if (contact === undefined) return true;
  const [operator] = await tx.select().from(operators).where(eq(operators.sub, before.operatorSub));
  await notifySubject(backend, tx, 'card_ended', { card: ended!, operator, contact });
  return true;
}

/** Nothing keeps a link from being ended: where the registry cannot be asked, nobody is told. */
async function contactOfCard(backend: Backend, { ref, subjectSealed }: CardRow) {
  if (subjectSealed === null) return undefined;
  try {
    const { type, number } = await openRecord<CardSubject>(backend.keys, 'card-subject', subjectSealed);
    return contactOf(backend, await backend.registry.find(type, number));
  } catch (error) {
    backend.log(`card ${ref}: nobody to tell: ${describeFault(error)}`);
    return undefined;
  }
}

/** The person behind an operator's account. */
interface Holder {
  readonly sub: string;
  readonly numberHash: string;
}

/** In place of the relative's hash where the operator's account is gone: it says who with whom to nobody who has not both numbers. */
const pairHash = (hash: KeyedHash, { numberHash }: Holder, subjectHash: string): string =>
  hash('document-pair', numberHash, subjectHash);

/**
 * Whether the relative ended this operator's last link to them, also one of an account that the operator has closed since.
 * Only their own word binds them again then: a log-in of theirs, or their coming to a counter.
 */
export async function wasRepudiated(
  { hash }: Pick<Backend, 'hash'>,
  tx: Database,
  operator: Holder,
  subjectHash: string,
): Promise<boolean> {
  const [last] = await tx
    .select({ revocation: cards.revocation })
    .from(cards)
    .where(
      or(
        and(eq(cards.operatorSub, operator.sub), eq(cards.subjectHash, subjectHash)),
        eq(cards.subjectHash, pairHash(hash, operator, subjectHash)),
      ),
    )
    .orderBy(desc(cards.boundAt))
    .limit(1);
  return last?.revocation === 'subject_repudiated';
}

/** Lets a relative's no outlive the operator's account, as long as the card's row is kept. After its links have ended. */
export async function keepRepudiations(
  { hash }: Pick<Backend, 'hash'>,
  tx: Database,
  operator: Holder,
): Promise<void> {
  const ended = await tx
    .select()
    .from(cards)
    .where(eq(cards.operatorSub, operator.sub))
    .orderBy(desc(cards.boundAt));
  const seen = new Set<string>();
  for (const { ref, subjectHash, revocation } of ended) {
    const isLast = !seen.has(subjectHash) && seen.add(subjectHash);
    if (!isLast || revocation !== 'subject_repudiated') continue;
    await tx
      .update(cards)
      .set({ subjectHash: pairHash(hash, operator, subjectHash) })
      .where(eq(cards.ref, ref));
  }
}
