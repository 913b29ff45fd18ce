import type { KeyLookup, PublicJwks } from '@family-auth/library/seal/keys.ts';
import { importJWK, type JWK } from 'jose';
import type { Secrets } from './secrets.ts';

/** The backend's own keys, ready for use. */
export interface BackendKeys {
  /** For results, cards and receipts. */
  readonly signer: { readonly privateKey: CryptoKey; readonly kid: string };
  /** Private keys that subjects and evidence are encrypted to. */
  readonly decryption: KeyLookup;
  /** What `jwks_uri` answers. */
  readonly publicJwks: PublicJwks;
}

export async function openBackendKeys({ signingKey, encryptionKey }: Secrets): Promise<BackendKeys> {
  const privateKey = (await importJWK(signingKey as JWK, 'ES256')) as CryptoKey;
  return {
    signer: { privateKey, kid: signingKey.kid },
    decryption: async (kid) => (kid === encryptionKey.kid ? (encryptionKey as JWK) : undefined),
    publicJwks: { keys: [publicPart(signingKey as JWK), publicPart(encryptionKey as JWK)] },
  };
}

function publicPart({ kty, crv, x, y, kid, use, alg }: JWK): JWK {
  return { kty, crv, x, y, kid, use, alg } as JWK;
}
