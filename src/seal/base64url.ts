import { base64url } from 'jose';
import type { Bytes } from '../base/bytes.ts';

/** Base64url without padding (RFC 4648 section 5), the form of every nonce and digest on the wire. */
export const toBase64Url = (bytes: Uint8Array): string => base64url.encode(bytes);

/** Whole groups of four, then two or three characters whose spare bits are zero. */
const ONE_SPELLING = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

/** Whether this is how {@link toBase64Url} spells some bytes: decoders take other spellings of the same bytes as well. */
export const isBase64Url = (text: string): boolean => ONE_SPELLING.test(text);

/** @throws TypeError when `text` is not base64url. */
export const fromBase64Url = (text: string): Bytes => new Uint8Array(base64url.decode(text));
