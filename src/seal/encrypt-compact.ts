import { CompactEncrypt, importJWK } from 'jose';
import type { PublicJwk } from './keys.ts';

export const KEY_AGREEMENT = 'ECDH-ES';
export const CONTENT_ENCRYPTION = 'A256GCM';

/** Compact JWE (RFC 7516) to `recipient` by ECDH-ES and A256GCM; `header` is authenticated along with the content. */
export async function encryptCompact(
  plaintext: Uint8Array,
  recipient: PublicJwk,
  header: Readonly<Record<string, unknown>>,
): Promise<string> {
  if (recipient.kid === undefined) throw new TypeError('The recipient key has no kid.');
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ ...header, alg: KEY_AGREEMENT, enc: CONTENT_ENCRYPTION, kid: recipient.kid })
    .encrypt(await importJWK(recipient, KEY_AGREEMENT));
}
