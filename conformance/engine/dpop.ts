import { createHash, randomUUID } from 'node:crypto';
import { thumbprint } from '@family-auth/library/seal/keys.ts';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key pair that tokens are bound to, and how it is named. */
export interface BoundKey {
  readonly keyPair: CryptoKeyPair;
  readonly publicJwk: JWK;
  /** RFC 7638 thumbprint. */
  readonly jkt: string;
}

export async function newBoundKey(): Promise<BoundKey> {
  const keyPair = (await generateKeyPair('ES256', { extractable: true })) as CryptoKeyPair;
  const { kty, crv, x, y } = await exportJWK(keyPair.publicKey);
  const publicJwk = { kty, crv, x, y } as JWK;
  return { keyPair, publicJwk, jkt: await thumbprint(publicJwk) };
}

export const digestOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url');

/** What a proof is for. */
export interface ProofOf {
  readonly method: string;
  readonly url: string;
  readonly nonce?: string | undefined;
  readonly accessToken?: string;
}

/**
 * A DPoP proof (RFC 9449 section 4.2).
 *
 * @param changes claims that take the place of the right ones; `undefined` leaves one out.
 */
export function proofOf(
  key: BoundKey,
  { method, url, nonce, accessToken }: ProofOf,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: url.replace(/[?#].*$/, ''),
    iat: Math.floor(Date.now() / 1000),
    ...(nonce === undefined ? {} : { nonce }),
    ...(accessToken === undefined ? {} : { ath: digestOf(accessToken) }),
    ...changes,
  };
  return new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicJwk })
    .sign(key.keyPair.privateKey);
}
