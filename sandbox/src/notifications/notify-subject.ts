import { maskName } from '@family-auth/library/identity/mask.ts';
import type { Backend } from '../context/backend.ts';
import { type Database, newId } from '../database/database.ts';
import type { CardRow } from '../database/schema/cards.ts';
import {
  type AccountNotificationKind,
  type CardNotificationKind,
  notifications,
} from '../database/schema/notifications.ts';
import type { OperatorRow } from '../database/schema/operators.ts';
import { type Citizen, type RegisteredContact, registeredContact } from '../registry/citizen-registry.ts';
import { ageRules } from '../rules/policy.ts';
import { sealRecord } from '../storage/backend-keys.ts';

/** {@link RegisteredContact}, without whose number it is. */
export interface Contact extends Pick<RegisteredContact, 'phone' | 'of'> {
  /** Keyed hash of the document of whose number it is, comparable with an operator's. */
  readonly numberHash: string;
}

/** What every message says, before it is put into words. Names are masked. */
interface Facts {
  readonly to: Contact['of'];
  readonly subjectName: string;
  /** ISO 8601: when it came about. */
  readonly at: string;
}

export interface CardFacts extends Facts {
  /** The operator is the guardian who is told. */
  readonly operatorIsGuardian: boolean;
  readonly operatorName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  /** Ids of what the operator can do for the relative. */
  readonly services: readonly string[];
  readonly cardRef: string;
  /** Only with `card_ended`: by whom. */
  readonly revocation: CardRow['revocation'];
}

export interface AccountFacts extends Facts {
  /** Whether another phone logs in from now on, or may be set with the code. */
  readonly newPhone: boolean;
}

/** A message before it is put into words. */
export type Message = Of<CardNotificationKind, CardFacts> | Of<AccountNotificationKind, AccountFacts>;
type Of<Kind extends string, Its> = Kind extends string
  ? { readonly kind: Kind; readonly facts: Its }
  : never;

/** What is sealed of a message that waits. */
export type SealedNotification = Message['facts'] & { readonly phone: string };

/** The contact that the registry holds; `undefined` where there is none on file. */
export function contactOf(
  { hash }: Pick<Backend, 'hash'>,
  citizen: Citizen | undefined,
): Contact | undefined {
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
  kind: CardNotificationKind,
  {
    card,
    operator,
    contact,
  }: { readonly card: CardRow; readonly operator: OperatorRow | undefined; readonly contact: Contact },
): Promise<void> {
  const facts: CardFacts = {
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
  await writeDown(keys, tx, contact.phone, { kind, facts }, card.ref);
}

/**
 * Writes down, to be delivered after the commit, what became of a person's account or activation code. It goes to the contact
 * that the registry holds, never to the phone of the account: that may be somebody else's. Where none is on file, nobody is told.
 *
 * @param tx as with {@link notifySubject}.
 */
export async function notifyHolder(
  backend: Pick<Backend, 'keys' | 'hash'>,
  tx: Database,
  kind: AccountNotificationKind,
  { citizen, newPhone = false }: { readonly citizen: Citizen; readonly newPhone?: boolean },
): Promise<void> {
  const contact = contactOf(backend, citizen);
  if (contact === undefined) return;
  const facts = {
    to: contact.of,
    subjectName: maskName(citizen.name),
    at: new Date().toISOString(),
    newPhone,
  };
  await writeDown(backend.keys, tx, contact.phone, { kind, facts }, null);
}

async function writeDown(
  keys: Backend['keys'],
  tx: Database,
  phone: string,
  { kind, facts }: Message,
  cardRef: string | null,
): Promise<void> {
  const now = new Date();
  const message: SealedNotification = { ...facts, phone };
  await tx.insert(notifications).values({
    id: newId(),
    kind,
    cardRef,
    sealed: await sealRecord(keys, 'notification', message),
    createdAt: now,
    nextAttemptAt: now,
  });
}
