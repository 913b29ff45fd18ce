import { base64url } from 'jose';
import type { Bytes } from '../base/bytes.ts';

/** Base64url without padding (RFC 4648 section 5), the form of every nonce and digest on the wire. */
export const toBase64Url = (bytes: Uint8Array): string => base64url.encode(bytes);

/** @throws TypeError when `text` is not base64url. */
export const fromBase64Url = (text: string): Bytes => new Uint8Array(base64url.decode(text));
