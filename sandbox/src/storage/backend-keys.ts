import { utf8 } from '@family-auth/library/base/bytes.ts';
import { decryptCompact, encryptCompact } from '@family-auth/library/seal/jwe.ts';
import { chooseEncryptionKey, type KeyLookup, type PublicJwks } from '@family-auth/library/seal/keys.ts';
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

/** What is sealed; one kind's record never opens as another's. */
type Kind = 'card-subject' | 'notification';

/** Encrypts something personal to this backend's own key: the database alone does not tell it. */
export async function sealRecord(keys: BackendKeys, kind: Kind, value: unknown): Promise<string> {
  const recipient = chooseEncryptionKey(keys.publicJwks, Date.now());
  if (recipient === undefined) throw new Error('This backend has no encryption key.');
  return encryptCompact(utf8(JSON.stringify(value)), recipient, { typ: `${kind}+jwe` });
}

/** @throws SealError when it does not open: the key is gone, or it is a record of another kind. */
export async function openRecord<Value>(keys: BackendKeys, kind: Kind, sealed: string): Promise<Value> {
  const { plaintext } = await decryptCompact(sealed, `${kind}+jwe`, keys.decryption);
  return JSON.parse(new TextDecoder().decode(plaintext)) as Value;
}
