import { CompactEncrypt, compactDecrypt } from 'jose';
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** A code is taken one step early and one late: clocks differ, and typing takes time. */
const WINDOW = 1;

const totpOf = (secret: string, name = ''): TOTP =>
  new TOTP({
    issuer: 'family-auth sandbox',
    label: name,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
  });

/** 20 random bytes, base32, as authenticator apps take them. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** `otpauth://totp/…`, for an authenticator app. */
export const otpauthUri = (secret: string, name: string): string => totpOf(secret, name).toString();

/** The code of the time step in which `epochMs` lies. */
export const codeAt = (secret: string, epochMs: number): string =>
  totpOf(secret).generate({ timestamp: epochMs });

/** The time step whose code this is, `null` for a wrong one. */
export function stepOf(secret: string, code: string, epochMs: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: epochMs, window: WINDOW });
  return delta === null ? null : Math.floor(epochMs / 1000 / PERIOD_S) + delta;
}

/** One code for each minute of the clock, good for all of it. */
export function codesByMinute(secret: string, fromMs: number, minutes: number) {
  const first = fromMs - (fromMs % 60_000);
  return Array.from({ length: minutes }, (_, n) => {
    const minute = new Date(first + n * 60_000);
    return { minute, code: codeAt(secret, minute.getTime()) };
  });
}

const DIRECT = { alg: 'dir', enc: 'A256GCM' } as const;

/** @param key 32 bytes, base64url, outside the database. */
export const sealTotpSecret = (secret: string, key: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader(DIRECT)
    .encrypt(Buffer.from(key, 'base64url'));

export async function openTotpSecret(jwe: string, key: string): Promise<string> {
  const { plaintext } = await compactDecrypt(jwe, Buffer.from(key, 'base64url'), {
    keyManagementAlgorithms: [DIRECT.alg],
    contentEncryptionAlgorithms: [DIRECT.enc],
  });
  return new TextDecoder().decode(plaintext);
}
