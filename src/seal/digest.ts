import * as base64url from 'jose/base64url';
import { type Bytes, sha256 } from '../base/bytes.ts';

/** Base64url without padding (RFC 4648 section 5), the form of every nonce and digest on the wire. */
export const toBase64Url = (bytes: Uint8Array): string => base64url.encode(bytes);

/** Whole groups of four, then two or three characters whose spare bits are zero. */
const ONE_SPELLING = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

/** Whether this is how {@link toBase64Url} spells some bytes: decoders take other spellings of the same bytes as well. */
export const isBase64Url = (text: string): boolean => ONE_SPELLING.test(text);

/** @throws TypeError when `text` is not base64url. */
export const fromBase64Url = (text: string): Bytes => new Uint8Array(base64url.decode(text));

/** SHA-256 as base64url without padding, the form of every digest in this protocol. */
export async function digest(bytes: Uint8Array): Promise<string> {
  return base64url.encode(await sha256(bytes));
}

/**
 * The `Content-Digest` field (RFC 9530) of bytes whose digest is known already.
 *
 * @param sha256 base64url SHA-256, as in the manifest.
 */
export function contentDigest(sha256: string): string {
  return `sha-256=:${sha256.replaceAll('-', '+').replaceAll('_', '/')}=:`;
}

/** The digest a `Content-Digest` field names, as base64url, or `undefined` if it names no SHA-256. */
export function readContentDigest(field: string): string | undefined {
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43})=:/.exec(field)?.[1];
  return base64?.replaceAll('+', '-').replaceAll('/', '_');
}
