import { and, eq, inArray } from 'drizzle-orm';
import { maskName, maskNumber } from '../../../src/identity/mask.ts';
import { RELATIVES_MAX } from '../api/policy/policy.ts';
import { relationships } from '../api/policy/relationships.ts';
import { newId } from '../api/wire/new-id.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import type { Backend } from '../server/backend.ts';
import { openStoredSubject } from './open-stored-subject.ts';

/** Bound, or why not: there may be more cards now than when the application was made, after an appeal for instance. */
export type Binding = { readonly ref: string } | { readonly refused: 'duplicate' | 'quota_exceeded' };

/** Binds the relative's card to the operator, unless this one is bound already or there is no room. */
export async function bindCard(
  backend: Backend,
  tx: Database,
  application: ApplicationRow,
  registry: CitizenRegistry,
): Promise<Binding> {
  const { operatorSub, subjectHash, relationship, id } = application;
  // Two of one operator's applications may be approved at once: the row lock lets one wait for the other.
  await tx.select().from(operators).where(eq(operators.sub, operatorSub)).for('update');
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
  const subject = await openStoredSubject(backend, application);
  const citizen = await registry.find(subject.id.type, subject.id.number);
  const ref = newId();
  await tx.insert(cards).values({
    ref,
    operatorSub,
    applicationId: id,
    relationship,
    subjectHash,
    maskedName: maskName(subject.name),
    maskedNumber: maskNumber(subject.id.number),
    services: [...(citizen?.services ?? [])],
    status: 'active',
    boundAt: new Date(),
  });
  await backend.audit.append(tx, {
    actor: 'system',
    action: 'card.bound',
    object: ref,
    details: { application: id },
  });
  return { ref };
}
