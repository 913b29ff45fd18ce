import { exportJWK, generateKeyPair } from 'jose';
import { type PublicJwk, thumbprint } from '../../src/seal/keys.ts';

export const NOW_MS = Date.parse('2026-11-23T10:00:00Z');
export const ISSUER = 'https://backend.example';

/** A key pair that can only be used, as a browser holds it, with its thumbprint. */
export async function deviceKey(alg: 'ES256' | 'Ed25519' = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: false });
  return { keyPair: { publicKey, privateKey }, publicKey, jkt: await thumbprint(publicKey) };
}

/** A backend's encryption key: what it publishes, and the lookup that holds the private half. */
export async function recipientKey(crv: 'P-256' | 'X25519' = 'P-256', kid = 'enc-1') {
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv });
  const recipient: PublicJwk = { ...(await exportJWK(publicKey)), kid, use: 'enc' };
  return { recipient, keys: async (asked: string) => (asked === kid ? privateKey : undefined) };
}
