import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod/mini';
import { StartError } from '../errors/errors.ts';

const PrivateJwkSchema = z.looseObject({ kty: z.string(), kid: z.string(), d: z.string() });
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
  /** ES256: results, cards, receipts. */
  signingKey: PrivateJwkSchema,
  /** ECDH-ES: subjects and evidence. */
  encryptionKey: PrivateJwkSchema,
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

/** Keys that earlier versions did not have: made when they are first missed. Every other one must be there. */
const LATER_KEYS = ['auditKey', 'staffKey'] as const;

async function addLaterKeys(path: string, text: string): Promise<Secrets> {
  const kept = parseJson(path, text);
  const missing = LATER_KEYS.filter((name) => !(name in kept));
  const secrets = parseSecrets(path, {
    ...kept,
    ...Object.fromEntries(missing.map((name) => [name, random()])),
  });
  if (missing.length === 0) return secrets;
  const unfinished = `${path}.new`;
  await writeFile(unfinished, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(unfinished, path);
  return secrets;
}

function parseJson(path: string, text: string): object {
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
  new StartError(`The keys in ${path} are damaged. Start afresh with: npm start -- --reset`, { cause });

const random = (): string => randomBytes(32).toString('base64url');

async function makeSecrets(): Promise<Secrets> {
  return {
    version: 1,
    cookieKey: random(),
    hashKey: random(),
    providerNonceKey: random(),
    apiNonceKey: random(),
    auditKey: random(),
    staffKey: random(),
    providerKey: await makeKey('ES256', 'sig'),
    signingKey: await makeKey('ES256', 'sig'),
    encryptionKey: await makeKey('ECDH-ES', 'enc'),
  };
}

async function makeKey(alg: string, use: string) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, crv: 'P-256' });
  const jwk = (await exportJWK(privateKey)) as JWK & { kty: string; d: string };
  return { ...jwk, alg, use, kid: randomBytes(8).toString('base64url') };
}
