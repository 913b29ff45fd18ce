import { maskName } from '../../../src/identity/mask.ts';
import { ageRules } from '../api/policy/policy.ts';
import { newId } from '../api/wire/new-id.ts';
import type { Database } from '../database/database.ts';
import type { CardRow } from '../database/schema/cards.ts';
import { notifications } from '../database/schema/notifications.ts';
import type { OperatorRow } from '../database/schema/operators.ts';
import type { Citizen } from '../registry/citizen-registry.ts';
import { type RegisteredContact, registeredContact } from '../registry/contact.ts';
import type { Backend } from '../server/backend.ts';
import { sealRecord } from '../storage/sealed-record.ts';
import type { NotificationKind } from './notifier.ts';

/** {@link RegisteredContact}, without whose number it is. */
export interface Contact extends Pick<RegisteredContact, 'phone' | 'of'> {
  /** Keyed hash of the document of whose number it is, comparable with an operator's. */
  readonly numberHash: string;
}

/** What a message says, before it is put into words. Names are masked. */
export interface NotificationFacts {
  readonly to: Contact['of'];
  /** The operator is the guardian who is told. */
  readonly operatorIsGuardian: boolean;
  readonly operatorName: string;
  readonly subjectName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  /** Ids of what the operator can do for the relative. */
  readonly services: readonly string[];
  /** ISO 8601: when it was bound, or ended. */
  readonly at: string;
  readonly cardRef: string;
  /** Only with `card_ended`: by whom. */
  readonly revocation: CardRow['revocation'];
}

/** What is sealed of a message that waits. */
export interface SealedNotification extends NotificationFacts {
  readonly phone: string;
}

/** The contact that the registry holds; `undefined` where there is none on file. */
export function contactOf({ hash }: Backend, citizen: Citizen | undefined): Contact | undefined {
  const contact = citizen && registeredContact(citizen, ageRules, Date.now());
  if (contact === undefined) return undefined;
  const { phone, of, idType, number } = contact;
  return { phone, of, numberHash: hash('document', idType, 'CHN', number) };
}

/**
 * Writes a message down, to be delivered after the commit.
 *
 * @param tx the transaction that does what the message tells of: they hold, or are rolled back, together.
 */
export async function notifySubject(
  { keys }: Backend,
  tx: Database,
  kind: NotificationKind,
  {
    card,
    operator,
    contact,
  }: { readonly card: CardRow; readonly operator: OperatorRow | undefined; readonly contact: Contact },
): Promise<void> {
  const now = new Date();
  const message: SealedNotification = {
    phone: contact.phone,
    to: contact.of,
    operatorIsGuardian: contact.of === 'guardian' && operator?.numberHash === contact.numberHash,
    operatorName: maskName(operator?.name ?? ''),
    subjectName: card.maskedName,
    relationship: card.relationship,
    services: card.services,
    at: (card.revokedAt ?? card.boundAt).toISOString(),
    cardRef: card.ref,
    revocation: card.revocation,
  };
  await tx.insert(notifications).values({
    id: newId(),
    kind,
    cardRef: card.ref,
    sealed: await sealRecord(keys, 'notification', message),
    createdAt: now,
    nextAttemptAt: now,
  });
}
