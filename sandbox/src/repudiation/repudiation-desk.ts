import { maskName } from '@family-auth/library/identity/mask.ts';
import { and, eq, isNull } from 'drizzle-orm';
import { documentEndingHash, endLink, undoScope } from '../applications/cards.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { type CardRow, cards } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../limits/count-attempt.ts';
import { withdrawConsent } from '../retention/withdraw-consent.ts';
import { WRONG_ENDINGS_EVER, WRONG_ENDINGS_PER_DAY } from '../rules/policy.ts';
import { idOfToken, isSame } from '../storage/keyed-hash.ts';

/** How long a relative may read after the second fact, milliseconds. */
const TICKET_MS = 15 * 60_000;

/** A link between an operator and a relative's card, as the relative is shown it. Names are masked. */
export interface ShownLink {
  readonly operatorName: string;
  readonly subjectName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  readonly boundAt: Date;
}
/** It has ended, whoever ended it. */
export interface EndedLink {
  /** Masked. */
  readonly operatorName: string;
  readonly endedAt: Date;
  /** Whether there are consents that can still be withdrawn. */
  readonly erasable: boolean;
}

/** What the page needs by which a relative undoes a link. */
export interface RepudiationDesk {
  /** Whether a token was made here. Says nothing of what became of the card. */
  isLink(token: string): boolean;
  /**
   * A ticket that stands for the second fact for a quarter of an hour, to whoever knows the end of the document number;
   * tries are counted, also right ones that come too late.
   */
  look(token: string, ending: string): Promise<{ readonly ticket: string } | 'wrong' | 'too_many'>;
  /** The link as it is now. `expired` for a ticket that is old or made up. */
  show(token: string, ticket: string): Promise<ShownLink | EndedLink | 'expired'>;
  /**
   * Ends the link for good, and withdraws the consents where `erase` is set. `over`: it had ended before, which is
   * harmless. `expired` as in {@link show}.
   */
  end(token: string, ticket: string, erase?: boolean): Promise<'ended' | 'erased' | 'over' | 'expired'>;
}

export function openRepudiationDesk(backend: Backend): RepudiationDesk {
  return {
    isLink: (token) => idOfToken(backend.hash, 'undo-link', token) !== undefined,
    look: (token, ending) => look(backend, token, ending),
    show: (token, ticket) => show(backend, token, ticket),
    end: (token, ticket, erase = false) => end(backend, token, ticket, erase),
  };
}

async function look(
  backend: Backend,
  token: string,
  ending: string,
): Promise<{ readonly ticket: string } | 'wrong' | 'too_many'> {
  const { db, hash } = backend;
  const card = await cardOf(backend, token);
  if (card === undefined) return 'wrong';
  // Counted before it is compared, so that many tries at once gain nothing; a right one is taken back. What is not
  // compared any more today counts for no other day.
  const scopes = [
    [undoScope(card.ref), todayUtc(), WRONG_ENDINGS_PER_DAY],
    [undoScope(card.ref), 'ever', WRONG_ENDINGS_EVER],
  ] as const;
  for (const [scope, day, max] of scopes) {
    if ((await countAttempt(db, scope, day)) > max) return 'too_many';
  }
  if (!isSame(documentEndingHash(hash, card.ref, ending), card.documentEndingHash ?? '')) return 'wrong';
  for (const [scope, day] of scopes) await takeBackAttempt(db, scope, day);
  await db.transaction((tx) =>
    backend.audit.append(tx, { actor: 'subject', action: 'card.shown_to_subject', object: card.ref }),
  );
  return { ticket: ticketFor(hash, card.ref, Date.now() + TICKET_MS) };
}

async function show(
  backend: Backend,
  token: string,
  ticket: string,
): Promise<ShownLink | EndedLink | 'expired'> {
  const { db } = backend;
  const card = await cardOfTicket(backend, token, ticket);
  if (card === undefined) return 'expired';
  const operatorName = await operatorNameOf(db, card);
  if (card.revokedAt !== null) {
    return { operatorName, endedAt: card.revokedAt, erasable: await isErasable(db, card) };
  }
  const { maskedName: subjectName, relationship, boundAt } = card;
  return { operatorName, subjectName, relationship, boundAt };
}

async function end(
  backend: Backend,
  token: string,
  ticket: string,
  erase: boolean,
): Promise<'ended' | 'erased' | 'over' | 'expired'> {
  const card = await cardOfTicket(backend, token, ticket);
  if (card === undefined) return 'expired';
  const ended = await backend.db.transaction((tx) =>
    endLink(backend, tx, card.ref, { revocation: 'subject_repudiated', actor: 'subject' }),
  );
  if (erase) await withdrawConsent(backend, card.applicationId, 'subject');
  return erase ? 'erased' : ended ? 'ended' : 'over';
}

async function cardOfTicket(backend: Backend, token: string, ticket: string): Promise<CardRow | undefined> {
  const card = await cardOf(backend, token);
  const untilMs = Number(/^(\d{1,16})\./.exec(ticket)?.[1]);
  const isGood =
    card !== undefined && untilMs > Date.now() && isSame(ticketFor(backend.hash, card.ref, untilMs), ticket);
  return isGood ? card : undefined;
}

async function cardOf({ db, hash }: Backend, token: string): Promise<CardRow | undefined> {
  const ref = idOfToken(hash, 'undo-link', token);
  if (ref === undefined) return undefined;
  const [card] = await db.select().from(cards).where(eq(cards.ref, ref));
  return card;
}

async function operatorNameOf(db: Database, { operatorSub }: CardRow): Promise<string> {
  const [operator] = await db.select().from(operators).where(eq(operators.sub, operatorSub));
  return maskName(operator?.name ?? '');
}

async function isErasable(db: Database, { applicationId }: CardRow): Promise<boolean> {
  const consented = and(eq(applications.id, applicationId), isNull(applications.consentsWithdrawnAt));
  return (await db.$count(applications, consented)) > 0;
}

const ticketFor = (hash: Backend['hash'], ref: string, untilMs: number): string =>
  `${untilMs}.${hash('undo-ticket', ref, String(untilMs))}`;
