import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from './keyed-hash.ts';

/** Length of our ids, see `api/wire/new-id.ts`. */
const ID_LENGTH = 22;
/** 240 bits. */
const MAC_LENGTH = 40;

/** What a link leads to; a token for one is none for the other. */
type Purpose = 'subject-link' | 'undo-link';

/**
 * Names something in a link: its id and a keyed hash over it. Nobody without the key can make one, nothing of it stands
 * in the database, and it is the same each time, so that a link that was sent already goes on working.
 */
export const keyedToken = (hash: KeyedHash, purpose: Purpose, id: string): string =>
  id + hash(purpose, id).slice(0, MAC_LENGTH);

/** The id a token names, or `undefined` for one that was not made here for this purpose. */
export function idOfToken(hash: KeyedHash, purpose: Purpose, token: string): string | undefined {
  const id = token.slice(0, ID_LENGTH);
  return isSame(keyedToken(hash, purpose, id), token) ? id : undefined;
}

/** Whether what was handed in is what was expected; how long that takes does not tell how much of it was right. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
