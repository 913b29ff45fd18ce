import type { PublicJwk, PublicJwks } from './keys.ts';

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
