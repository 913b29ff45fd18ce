import { createHash, createHmac, randomUUID } from 'node:crypto';
import { exportJWK, importJWK, type JWK } from 'jose';

/** Somebody who calls the API: a token and the key that it is bound to. */
export interface Identity {
  readonly sub: string;
  readonly clientId: string;
  readonly grantId: string;
  readonly keyPair: CryptoKeyPair;
  readonly jkt: string;
  readonly token: string;
}

type Claims = Readonly<Record<string, unknown>>;
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims whatever they are. `none`: with no signature. `HS256`: with `secret` as if it were shared. */
export async function signAs(
  header: Claims & { readonly alg: string },
  claims: Claims,
  key: CryptoKey | JWK | string,
): Promise<string> {
  const signed = `${base64(header)}.${base64(claims)}`;
  if (header.alg === 'none') return `${signed}.`;
  if (typeof key === 'string') {
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  }
  const imported = key instanceof CryptoKey ? key : ((await importJWK(key, header.alg)) as CryptoKey);
  // By hand: a library would refuse to sign what is wrong on purpose.
  const es256 = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(es256, imported, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

export interface ProofChanges {
  readonly claims?: Claims;
  readonly header?: Claims;
  readonly key?: CryptoKey | string;
}

/** A DPoP proof for one request, made wrong by `changes`. */
export async function proofOf(
  { keyPair, token }: Pick<Identity, 'keyPair' | 'token'>,
  request: { readonly method: string; readonly htu: string; readonly nonce?: string },
  { claims, header, key = keyPair.privateKey }: ProofChanges = {},
): Promise<string> {
  const { kty, crv, x, y } = await exportJWK(keyPair.publicKey);
  return signAs(
    { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y }, ...header },
    {
      jti: randomUUID(),
      htm: request.method,
      htu: request.htu,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash('sha256').update(token).digest('base64url'),
      nonce: request.nonce,
      ...claims,
    },
    key,
  );
}
