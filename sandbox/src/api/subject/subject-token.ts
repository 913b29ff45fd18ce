import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash } from '../../storage/keyed-hash.ts';

/** Length of an application's id, see `wire/new-id.ts`. */
const ID_LENGTH = 22;
/** 240 bits. */
const MAC_LENGTH = 40;

/**
 * Names the request to a relative: the application's id and a keyed hash over it. The same one each time, so that a
 * link that was sent already goes on working; it ends with the application's waiting.
 */
export const subjectToken = (hash: KeyedHash, applicationId: string): string =>
  applicationId + hash('subject-link', applicationId).slice(0, MAC_LENGTH);

/** The application a token names, or `undefined` for one that was not made here. */
export function applicationOf(hash: KeyedHash, token: string): string | undefined {
  const id = token.slice(0, ID_LENGTH);
  const [expected, given] = [Buffer.from(subjectToken(hash, id)), Buffer.from(token)];
  return expected.length === given.length && timingSafeEqual(expected, given) ? id : undefined;
}
