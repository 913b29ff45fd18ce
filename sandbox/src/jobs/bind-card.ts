import { maskName, maskNumber } from '@family-auth/library/identity/mask.ts';
import { and, eq, inArray } from 'drizzle-orm';
import { documentEndingHash, sealCardSubject, wasRepudiated } from '../api/cards/card-link.ts';
import { isFaceMethod, isOwnWord, RELATIVES_MAX } from '../api/policy/policy.ts';
import { relationships } from '../api/policy/relationships.ts';
import { newId } from '../api/wire/new-id.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import { contactOf, notifySubject } from '../notifications/notify-subject.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import type { Backend } from '../server/backend.ts';
import { openStoredSubject } from './open-stored-subject.ts';

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
