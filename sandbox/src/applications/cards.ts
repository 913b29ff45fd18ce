import { tidyNumber } from '@family-auth/library/identity/id-number.ts';
import { maskName, maskNumber } from '@family-auth/library/identity/mask.ts';
import type { Revocation } from '@family-auth/library/protocol/card.ts';
import type { IdType } from '@family-auth/library/protocol/common.ts';
import { and, desc, eq, inArray, ne, or } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Caller } from '../context/caller.ts';
import { portalOf } from '../context/portal-servers.ts';
import { type Database, newId } from '../database/database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { type CardRow, cardCodes, cards, serviceLinks } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import { describeFault, ProblemError } from '../errors/errors.ts';
import { contactOf, notifySubject } from '../notifications/notify-subject.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import { isFaceMethod, isOwnWord, RELATIVES_MAX } from '../rules/policy.ts';
import { relationships } from '../rules/relationships.ts';
import { openRecord, sealRecord } from '../storage/backend-keys.ts';
import type { KeyedHash } from '../storage/keyed-hash.ts';
import { openStoredSubject } from './subject.ts';

/** Whose card it is, sealed with it as long as the link lives, so that the registry can be asked whom to tell. */
interface CardSubject {
  readonly type: IdType;
  readonly number: string;
}

const sealCardSubject = ({ keys }: Backend, subject: CardSubject): Promise<string> =>
  sealRecord(keys, 'card-subject', subject);

/** How many characters of their document number a relative must know to undo a link. */
const DOCUMENT_ENDING_LENGTH = 6;

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

/**
 * A card that is bound to the caller.
 *
 * @throws ProblemError `not_found`.
 */
export async function findCard(
  backend: Pick<Backend, 'db' | 'hash' | 'settings'>,
  ref: string,
  { sub, clientId }: Caller,
): Promise<CardRow> {
  const own = await backend.db
    .select({ card: cards, boundBy: applications.clientId })
    .from(cards)
    .innerJoin(applications, eq(applications.id, cards.applicationId))
    .where(eq(cards.operatorSub, sub));
  const found = own.find(({ card, boundBy }) => refAt(backend, card.ref, boundBy, clientId) === ref);
  if (found === undefined) throw new ProblemError('not_found');
  return found.card;
}

/** Length of a reference that is another portal's, as long as one of `newId`. */
const REF_LENGTH = 22;

/**
 * What a card is called at a client: at the portal whose application bound it by its own reference, at any other by one that is good
 * there alone, so that no two portals know by it that they speak of the same person.
 *
 * @param boundBy the client whose application bound it.
 */
export function refAt(
  { hash, settings }: Pick<Backend, 'hash' | 'settings'>,
  ref: string,
  boundBy: string,
  clientId: string,
): string {
  const portal = portalOf(settings.portalServers, clientId);
  if (portal === portalOf(settings.portalServers, boundBy)) return ref;
  return hash('card-ref', ref, portal).slice(0, REF_LENGTH);
}

/** @throws ProblemError `not_found`, or `state_conflict` for a card that is no longer active. */
export async function findActiveCard(
  backend: Pick<Backend, 'db' | 'hash' | 'settings'>,
  ref: string,
  caller: Caller,
): Promise<CardRow> {
  const card = await findCard(backend, ref, caller);
  if (card.status !== 'active')
    throw new ProblemError('state_conflict', { detail: 'The card is not active.' });
  return card;
}

/**
 * Bound, or why not: there may be more cards now than when the application was made, after an appeal for instance; the
 * relative may have ended the link themself; or nobody could tell them.
 */
export type Binding =
  | { readonly ref: string }
  | { readonly refused: 'duplicate' | 'quota_exceeded' | 'subject_declined' | 'subject_unreachable' };

/**
 * Binds the relative's card to the operator and writes down the message that tells the relative, at the contact that the
 * registry holds. Without one a face alone binds nothing: only documents, the relative's own log-in or a counter do.
 */
export async function bindCard(
  backend: Backend,
  tx: Database,
  application: ApplicationRow,
  registry: CitizenRegistry,
): Promise<Binding> {
  const { operatorSub, subjectHash, relationship, method, id } = application;
  // Two of one operator's applications may be approved at once: the row lock lets one wait for the other.
  const [operator] = await tx.select().from(operators).where(eq(operators.sub, operatorSub)).for('update');
  const bound = await tx
    .select({ subjectHash: cards.subjectHash, relationship: cards.relationship })
    .from(cards)
    .where(and(eq(cards.operatorSub, operatorSub), inArray(cards.status, ['active', 'suspended'])));
  if (bound.some((card) => card.subjectHash === subjectHash)) return { refused: 'duplicate' };
  const rule = relationships.find(({ code }) => code === relationship);
  const alike = bound.filter((card) => card.relationship === relationship).length;
  if (bound.length >= RELATIVES_MAX || alike >= (rule?.max_count ?? RELATIVES_MAX)) {
    return { refused: 'quota_exceeded' };
  }
  if (!isOwnWord(method) && operator && (await wasRepudiated(backend, tx, operator, subjectHash))) {
    return { refused: 'subject_declined' };
  }
  const { name, id: document } = await openStoredSubject(backend, application);
  const citizen = await registry.find(document.type, document.number);
  const contact = contactOf(backend, citizen?.name === name ? citizen : undefined);
  if (contact === undefined && isFaceMethod(method)) return { refused: 'subject_unreachable' };
  const ref = newId();
  const values: typeof cards.$inferInsert = {
    ref,
    operatorSub,
    applicationId: id,
    relationship,
    subjectHash,
    maskedName: maskName(name),
    maskedNumber: maskNumber(document.number),
    services: [...(citizen?.services ?? [])],
    status: 'active',
    boundAt: new Date(),
    subjectSealed: await sealCardSubject(backend, document),
    documentEndingHash: documentEndingHash(backend.hash, ref, document.number),
  };
  const [card] = await tx.insert(cards).values(values).returning();
  const told = contact?.of ?? 'nobody';
  const details = { application: id, told };
  await backend.audit.append(tx, { actor: 'system', action: 'card.bound', object: ref, details });
  if (contact !== undefined)
    await notifySubject(backend, tx, 'card_bound', { card: card!, operator, contact });
  return { ref };
}
