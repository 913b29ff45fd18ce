import type { CompactJWEHeaderParameters } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { compactDecrypt } from 'jose/jwe/compact/decrypt';
import { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import { importJWK } from 'jose/key/import';
import { isBase64Url } from './digest.ts';
import type { KeyLookup, PublicJwk } from './keys.ts';
import { SealError } from './seal-error.ts';

const KEY_AGREEMENT = 'ECDH-ES';
const CONTENT_ENCRYPTION = 'A256GCM';

/** Compact JWE (RFC 7516) to `recipient` by ECDH-ES and A256GCM; `header` is authenticated along with the content. */
export async function encryptCompact(
  plaintext: Uint8Array,
  recipient: PublicJwk,
  header: Readonly<Record<string, unknown>>,
): Promise<string> {
  if (recipient.kid === undefined) throw new TypeError('The recipient key must have a kid.');
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ ...header, alg: KEY_AGREEMENT, enc: CONTENT_ENCRYPTION, kid: recipient.kid })
    .encrypt(await importJWK(recipient, KEY_AGREEMENT));
}

/**
 * Opens a compact JWE with the one pair of algorithms this protocol allows.
 *
 * @throws SealError `alg_not_allowed` for another algorithm or compression; `invalid_jwe` for an unknown key, another
 *   `typ`, or anything that does not decrypt.
 */
export async function decryptCompact(
  jwe: string,
  typ: string,
  keys: KeyLookup,
): Promise<{ header: CompactJWEHeaderParameters; plaintext: Uint8Array }> {
  const header = readHeader(jwe);
  if (!jwe.split('.').every(isBase64Url)) {
    throw new SealError('invalid_jwe', 'A segment of the JWE is not canonical base64url.');
  }
  if (header.alg !== KEY_AGREEMENT || header.enc !== CONTENT_ENCRYPTION || header.zip !== undefined) {
    throw new SealError('alg_not_allowed', `Only ${KEY_AGREEMENT} with ${CONTENT_ENCRYPTION} is accepted.`);
  }
  if (header.typ !== typ) throw new SealError('invalid_jwe', `The typ of the JWE must be ${typ}.`);
  const key = header.kid === undefined ? undefined : await keys(header.kid);
  if (key === undefined)
    throw new SealError('invalid_jwe', 'The kid of the JWE is unknown or retired; fetch the JWKS again.');
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [KEY_AGREEMENT],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
    });
    return { header, plaintext };
  } catch (cause) {
    throw new SealError('invalid_jwe', 'The JWE could not be decrypted.', { cause });
  }
}

function readHeader(jwe: string): CompactJWEHeaderParameters {
  try {
    return decodeProtectedHeader(jwe) as CompactJWEHeaderParameters;
  } catch (cause) {
    throw new SealError('invalid_jwe', 'The protected header of the JWE is not readable.', { cause });
  }
}
