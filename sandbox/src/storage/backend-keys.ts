import { utf8 } from '@family-auth/library/base/bytes.ts';
import { decryptCompact, encryptCompact } from '@family-auth/library/seal/jwe.ts';
import { chooseEncryptionKey, type KeyLookup, type PublicJwks } from '@family-auth/library/seal/keys.ts';
import { importJWK, type JWK } from 'jose';
import {
  type DatedKey,
  isRotationDue,
  KEY_AGE_MAX_DAYS,
  type KeyLists,
  keyInUse,
  publishedKeys,
  publishedUntilMs,
} from './key-rotation.ts';
import { rereadSecrets, rotateKeys, type Secrets } from './secrets.ts';

/** The backend's own keys, ready for use; each is read when it is needed, for they change while the backend runs. */
export interface BackendKeys {
  /** For results, cards and receipts. */
  readonly signer: { readonly privateKey: CryptoKey; readonly kid: string };
  /** Private keys that subjects and evidence are encrypted to, those of what is stored included. */
  readonly decryption: KeyLookup;
  /** Of those the ones to which something new may still be sealed. */
  readonly intake: KeyLookup;
  /** What `jwks_uri` answers. */
  readonly publicJwks: PublicJwks;
  /** Rotates keys that are as old as they may be, and takes up those that somebody rotated since. */
  renew(): Promise<void>;
  /** Rotates them now. See `withNewKeys`. */
  rotate(options: { readonly revoke: boolean }): Promise<void>;
}

/**
 * Opens them, and rotates those that are as old as they may be.
 *
 * @param path where the secrets lie.
 * @param ageMaxDays when a key is as old as it may be. Default: 90.
 */
export async function openBackendKeys(
  secrets: Secrets,
  path: string,
  ageMaxDays = KEY_AGE_MAX_DAYS,
): Promise<BackendKeys> {
  let now = await readied(secrets);
  const takeUp = async (changed: Secrets): Promise<void> => {
    now = await readied(changed);
  };
  const keys: BackendKeys = {
    get signer() {
      const { kid } = keyInUse(now.signingKeys, Date.now()).key;
      return { kid, privateKey: now.privateKeys.get(kid)! };
    },
    get publicJwks() {
      return publicJwksOf(now, Date.now());
    },
    decryption: async (kid) =>
      [...now.encryptionKeys.map(({ key }) => key), ...now.storedKeys].find((key) => key.kid === kid) as
        | JWK
        | undefined,
    intake: async (kid) =>
      publishedKeys(now.encryptionKeys, Date.now(), 'encryption').find(({ key }) => key.kid === kid)?.key as
        | JWK
        | undefined,
    async renew() {
      const kept = await rereadSecrets(path);
      await takeUp(
        isRotationDue(kept, Date.now(), ageMaxDays) ? await rotateKeys(path, { revoke: false }) : kept,
      );
    },
    rotate: async (options) => takeUp(await rotateKeys(path, options)),
  };
  await keys.renew();
  return keys;
}

async function readied({ signingKeys, encryptionKeys, storedKeys }: Secrets) {
  const entries = signingKeys.map(
    async ({ key }) => [key.kid, (await importJWK(key as JWK, 'ES256')) as CryptoKey] as const,
  );
  return { signingKeys, encryptionKeys, storedKeys, privateKeys: new Map(await Promise.all(entries)) };
}

/** A signing key ahead of its first use, an encryption key from its first use on; those on the way out with `exp`. */
function publicJwksOf({ signingKeys, encryptionKeys }: KeyLists, nowMs: number): PublicJwks {
  const published = (keys: readonly DatedKey[], use: 'signing' | 'encryption') =>
    publishedKeys(keys, nowMs, use).map((dated) => {
      const untilMs = publishedUntilMs(keys, dated, use);
      const exp = untilMs === undefined ? {} : { exp: Math.floor(untilMs / 1000) };
      return { ...publicPart(dated.key as JWK), ...exp };
    });
  const begun = encryptionKeys.filter(({ from }) => Date.parse(from) <= nowMs);
  return { keys: [...published(signingKeys, 'signing'), ...published(begun, 'encryption')] };
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
