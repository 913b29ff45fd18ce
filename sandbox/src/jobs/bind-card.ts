import { and, eq, inArray } from 'drizzle-orm';
import { maskName, maskNumber } from '../../../src/identity/mask.ts';
import { newId } from '../api/wire/new-id.ts';
import { appendAudit } from '../database/append-audit.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import type { CitizenRegistry } from '../registry/citizen-registry.ts';
import type { Backend } from '../server/backend.ts';
import { openStoredSubject } from './open-stored-subject.ts';

/**
 * Binds the relative's card to the operator.
 *
 * @returns the card's reference, or `undefined` when this relative is bound to this operator already.
 */
export async function bindCard(
  backend: Backend,
  tx: Database,
  application: ApplicationRow,
  registry: CitizenRegistry,
): Promise<string | undefined> {
  const { operatorSub, subjectHash, relationship, id } = application;
  const bound = await tx
    .select({ ref: cards.ref })
    .from(cards)
    .where(
      and(
        eq(cards.operatorSub, operatorSub),
        eq(cards.subjectHash, subjectHash),
        inArray(cards.status, ['active', 'suspended']),
      ),
    );
  if (bound.length > 0) return undefined;
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
  await appendAudit(tx, { actor: 'system', action: 'card.bound', object: ref, details: { application: id } });
  return ref;
}
