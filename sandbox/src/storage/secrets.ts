import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod/mini';
import { START_COMMAND, StartError } from '../errors/errors.ts';
import { DatedKeySchema, PrivateJwkSchema, withNewKeys } from './key-rotation.ts';

const SecretsSchema = z.object({
  version: z.literal(1),
  /** Signs the provider's cookies. */
  cookieKey: z.string(),
  /** Keys the hashes by which people and codes are looked up. */
  hashKey: z.string(),
  /** Makes DPoP nonces, 32 bytes each. */
  providerNonceKey: z.string(),
  apiNonceKey: z.string(),
  /** Keys the MACs of the audit log, 32 bytes. */
  auditKey: z.string(),
  /** Encrypts the secrets of the staff's one-time codes, 32 bytes. */
  staffKey: z.string(),
  /** ES256: the provider's tokens. */
  providerKey: PrivateJwkSchema,
  /** ES256: the discovery document, for portals that pin it. It is not exchanged with the others: a pin would break. */
  metadataKey: PrivateJwkSchema,
  /** ES256: results, cards, receipts. The oldest first; see `key-rotation.ts`. */
  signingKeys: z.array(DatedKeySchema).check(z.minLength(1)),
  /** ECDH-ES: subjects and evidence. The oldest first. */
  encryptionKeys: z.array(DatedKeySchema).check(z.minLength(1)),
  /** Former encryption keys, for what is stored and was sealed to them. Nothing new is taken that is. */
  storedKeys: z.array(PrivateJwkSchema),
});
export type Secrets = z.infer<typeof SecretsSchema>;

/** Reads the sandbox's secrets, or makes them once; the file is for this user's eyes only. */
export async function loadSecrets(path: string): Promise<Secrets> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`The keys in ${path} cannot be read: ${error.code}.`, { cause: error });
  });
  if (text !== undefined) return addLaterKeys(path, text);
  const secrets = await makeSecrets();
  await writeFile(path, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: 'wx' }).catch((cause) => {
    throw new StartError(`The keys cannot be kept in ${path}: ${cause.code}.`, { cause });
  });
  return secrets;
}

/** Tells a database that was set up with other secrets. Reveals none of them. */
export const fingerprintOf = ({ hashKey }: Secrets): string =>
  createHash('sha256').update(`fingerprint:${hashKey}`).digest('base64url');

/**
 * Keys that earlier versions did not have are made when they are first missed, and their single keys become the first of
 * a list. Every other key must be there.
 */
async function addLaterKeys(path: string, text: string): Promise<Secrets> {
  const { signingKey, encryptionKey, ...kept } = parseJson(path, text);
  const listed = (key: unknown) =>
    key === undefined ? undefined : [{ from: new Date().toISOString(), key }];
  const later = Object.entries({
    auditKey: random(),
    staffKey: random(),
    signingKeys: listed(signingKey),
    encryptionKeys: listed(encryptionKey),
    storedKeys: [],
    ...('metadataKey' in kept ? {} : { metadataKey: await makeKey('ES256', 'sig') }),
  }).filter(([name, value]) => !(name in kept) && value !== undefined);
  const secrets = parseSecrets(path, { ...kept, ...Object.fromEntries(later) });
  if (later.length > 0) await storeSecrets(path, secrets);
  return secrets;
}

/** Puts the secrets in the place of those that are there, whole or not at all. */
async function storeSecrets(path: string, secrets: Secrets): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.new`;
  await writeFile(unfinished, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(unfinished, path);
}

/**
 * Gives the sandbox whose secrets these are new keys to sign with and to be sealed to. One that runs takes them up within a
 * minute.
 *
 * @param options `revoke`: see {@link withNewKeys}.
 * @throws StartError where there are no secrets, or they are damaged.
 */
export async function rotateKeys(path: string, { revoke }: { readonly revoke: boolean }): Promise<Secrets> {
  const secrets = withNewKeys(await rereadSecrets(path), await makeBackendKeys(), {
    nowMs: Date.now(),
    revoke,
  });
  await storeSecrets(path, secrets);
  return secrets;
}

/** The secrets as they are there now. @throws StartError */
export async function rereadSecrets(path: string): Promise<Secrets> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(`The keys in ${path} cannot be read: ${cause.code}.`, { cause });
  });
  return addLaterKeys(path, text);
}

function parseJson(path: string, text: string): Record<string, unknown> {
  try {
    return z.parse(z.looseObject({}), JSON.parse(text));
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function parseSecrets(path: string, kept: object): Secrets {
  try {
    return z.parse(SecretsSchema, kept);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

const damaged = (path: string, cause: unknown): StartError =>
  new StartError(`The keys in ${path} are damaged. Start afresh with: ${START_COMMAND} --reset`, { cause });

const random = (): string => randomBytes(32).toString('base64url');

async function makeSecrets(): Promise<Secrets> {
  const from = new Date().toISOString();
  const { signingKey, encryptionKey } = await makeBackendKeys();
  return {
    version: 1,
    cookieKey: random(),
    hashKey: random(),
    providerNonceKey: random(),
    apiNonceKey: random(),
    auditKey: random(),
    staffKey: random(),
    providerKey: await makeKey('ES256', 'sig'),
    metadataKey: await makeKey('ES256', 'sig'),
    signingKeys: [{ from, key: signingKey }],
    encryptionKeys: [{ from, key: encryptionKey }],
    storedKeys: [],
  };
}

async function makeBackendKeys() {
  return { signingKey: await makeKey('ES256', 'sig'), encryptionKey: await makeKey('ECDH-ES', 'enc') };
}

async function makeKey(alg: string, use: string) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, crv: 'P-256' });
  const jwk = (await exportJWK(privateKey)) as JWK & { kty: string; d: string };
  return { ...jwk, alg, use, kid: randomBytes(8).toString('base64url') };
}
