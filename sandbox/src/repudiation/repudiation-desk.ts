import { timingSafeEqual } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { maskName } from '../../../src/identity/mask.ts';
import { documentEndingHash, endLink, undoScope } from '../api/cards/card-link.ts';
import { WRONG_ENDINGS_EVER, WRONG_ENDINGS_PER_DAY } from '../api/policy/policy.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../database/count-attempt.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { type CardRow, cards } from '../database/schema/cards.ts';
import { operators } from '../database/schema/operators.ts';
import { withdrawConsent } from '../retention/withdraw-consent.ts';
import type { Backend } from '../server/backend.ts';
import { idOfToken } from '../storage/keyed-token.ts';

/** How long a relative may read after the second fact, milliseconds. */
const TICKET_MS = 15 * 60_000;

/** A link between an operator and a relative's card, as the relative is shown it. Names are masked. */
export interface ShownLink {
  readonly operatorName: string;
  readonly subjectName: string;
  /** Code of the relationship. */
  readonly relationship: string;
  readonly boundAt: Date;
  /** Stands for the second fact for a quarter of an hour. */
  readonly ticket: string;
}
/** It ended before, whoever ended it. */
export interface EndedLink {
  readonly endedAt: Date;
  /** As long as the consents can be withdrawn: stands for the second fact for a quarter of an hour. */
  readonly ticket?: string;
}

/** What the page needs by which a relative undoes a link. */
export interface RepudiationDesk {
  /** Whether a token was made here. Says nothing of what became of the card. */
  isLink(token: string): boolean;
  /** The link, to whoever knows the end of the document number; tries are counted, also right ones that come too late. */
  look(token: string, ending: string): Promise<ShownLink | EndedLink | 'wrong' | 'too_many'>;
  /**
   * Ends the link for good, and withdraws the consents where `erase` is set; harmless when it has ended. `expired` for a
   * ticket that is old or made up.
   */
  end(
    token: string,
    ticket: string,
    erase?: boolean,
  ): Promise<{ readonly operatorName: string } | EndedLink | 'expired'>;
}

export function repudiationDeskOf(backend: Backend): RepudiationDesk {
  return {
    isLink: (token) => idOfToken(backend.hash, 'undo-link', token) !== undefined,
    look: (token, ending) => look(backend, token, ending),
    end: (token, ticket, erase = false) => end(backend, token, ticket, erase),
  };
}

async function look(
  backend: Backend,
  token: string,
  ending: string,
): Promise<ShownLink | EndedLink | 'wrong' | 'too_many'> {
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
  const ticket = ticketFor(hash, card.ref, Date.now() + TICKET_MS);
  if (card.revokedAt !== null) {
    return { endedAt: card.revokedAt, ...((await isErasable(db, card)) ? { ticket } : {}) };
  }
  return {
    operatorName: await operatorNameOf(db, card),
    subjectName: card.maskedName,
    relationship: card.relationship,
    boundAt: card.boundAt,
    ticket,
  };
}

async function end(
  backend: Backend,
  token: string,
  ticket: string,
  erase: boolean,
): Promise<{ readonly operatorName: string } | EndedLink | 'expired'> {
  const { db, hash } = backend;
  const card = await cardOf(backend, token);
  const untilMs = Number(/^(\d{1,16})\./.exec(ticket)?.[1]);
  if (card === undefined || !(untilMs > Date.now()) || !isSame(ticketFor(hash, card.ref, untilMs), ticket)) {
    return 'expired';
  }
  const ended = await db.transaction((tx) =>
    endLink(backend, tx, card.ref, { revocation: 'subject_repudiated', actor: 'subject' }),
  );
  if (erase) await withdrawConsent(backend, card.applicationId, 'subject');
  if (ended) return { operatorName: await operatorNameOf(db, card) };
  const [now] = await db.select().from(cards).where(eq(cards.ref, card.ref));
  return { endedAt: now?.revokedAt ?? new Date() };
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

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
