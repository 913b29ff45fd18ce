import type { JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { exportJWK } from 'jose/key/export';

/** A public key as it goes over the wire (RFC 7517). */
export type PublicJwk = JWK;

/** A key set as it goes over the wire (RFC 7517 section 5). */
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}

/**
 * Finds a key by its `kid`, of the kind that `alg` needs where it is said; `undefined` when there is none. Asynchronous, so
 * that it may fetch or ask a vault.
 */
export type KeyLookup<Key = JWK | CryptoKey> = (kid: string, alg?: string) => Promise<Key | undefined>;

/** Looks keys up in a key set that is at hand. `use` keeps signature and encryption keys apart. */
export function lookupIn(jwks: PublicJwks, use: 'sig' | 'enc'): KeyLookup<JWK> {
  return async (kid) => jwks.keys.find((key) => key.kid === kid && key.use === use);
}

/** JWK thumbprint (RFC 7638, SHA-256) of a public key: the token's `cnf.jkt` and the `kid` of submissions. */
export async function thumbprint(publicKey: JWK | CryptoKey): Promise<string> {
  const jwk = publicKey instanceof CryptoKey ? await exportJWK(publicKey) : publicKey;
  return calculateJwkThumbprint(jwk, 'sha256');
}

const CURVES = ['P-256', 'X25519'];

/** The key of a backend's key set to encrypt to: `use: enc`, a curve this room knows, and the one that lives longest. */
export function chooseEncryptionKey(jwks: PublicJwks, nowMs: number): PublicJwk | undefined {
  return jwks.keys
    .filter((key) => key.use === 'enc' && key.kid !== undefined && CURVES.includes(key.crv ?? ''))
    .filter((key) => expiryMs(key) > nowMs)
    .sort((a, b) => expiryMs(b) - expiryMs(a))[0];
}

function expiryMs(key: PublicJwk): number {
  const { exp } = key as { exp?: unknown };
  return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
}
