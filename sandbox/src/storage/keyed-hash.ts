import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is hashed; one purpose's hash says nothing about another's. */
type Purpose =
  | 'document'
  | 'phone'
  | 'activation-code'
  | 'account-visit'
  | 'card-code'
  | 'card-ref'
  | 'service-link'
  | 'subject-link'
  | 'undo-link'
  | 'hand-off-link'
  | 'hand-off-scan'
  | 'hand-off-code'
  | 'hand-off-digits'
  | 'hand-off-match'
  | 'hand-off-token'
  | 'undo-ticket'
  | 'document-ending'
  | 'appointment'
  | 'appointment-code'
  | 'erased'
  | 'staff-login'
  | 'closed-account'
  | 'document-pair';

/**
 * HMAC-SHA-256 with a key that is kept outside the database: lets equal things be found again without keeping them.
 * A plain hash would not do, the space of ID numbers is small enough to be tried through.
 */
export type KeyedHash = (purpose: Purpose, ...fields: readonly string[]) => string;

export const keyedHash =
  (key: string): KeyedHash =>
  (purpose, ...fields) =>
    createHmac('sha256', Buffer.from(key, 'base64url'))
      .update(JSON.stringify([purpose, ...fields]))
      .digest('base64url');

/** Length of our ids, see `newId` of `database/database.ts`. */
const ID_LENGTH = 22;
/** 240 bits. */
const MAC_LENGTH = 40;

/** What a link leads to; a token for one is none for the other. */
type LinkPurpose = 'subject-link' | 'undo-link' | 'hand-off-link';

/**
 * Names something in a link: its id and a keyed hash over it. Nobody without the key can make one, nothing of it stands
 * in the database, and it is the same each time, so that a link that was sent already goes on working.
 */
export const keyedToken = (hash: KeyedHash, purpose: LinkPurpose, id: string): string =>
  id + hash(purpose, id).slice(0, MAC_LENGTH);

/** The id a token names, or `undefined` for one that was not made here for this purpose. */
export function idOfToken(hash: KeyedHash, purpose: LinkPurpose, token: string): string | undefined {
  const id = token.slice(0, ID_LENGTH);
  return isSame(keyedToken(hash, purpose, id), token) ? id : undefined;
}

/** Whether what was handed in is what was expected; how long that takes does not tell how much of it was right. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
