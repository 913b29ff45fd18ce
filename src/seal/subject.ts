import { type Bytes, utf8 } from '../base/bytes.ts';
import { CLOCK_TOLERANCE_S } from '../base/clock.ts';
import { SUBJECT_PADDING_BYTES, SUBJECT_TYP, type Subject, SubjectSchema } from '../protocol/subject.ts';
import { decryptCompact, encryptCompact } from './jwe.ts';
import type { KeyLookup, PublicJwk } from './keys.ts';
import { faultsOf, SealError } from './seal-error.ts';

/** How long a sealed subject may be presented, seconds. */
const SUBJECT_LIFETIME_S = 600;

/**
 * Encrypts who the subject is to the backend's key; padded, so that the length tells nothing.
 *
 * @param binding `recipient`: an encryption key of the backend's key set; `aud`: the backend's issuer; `jkt`:
 *   thumbprint of the key that the token is bound to; `nowMs`: epoch milliseconds.
 */
export async function sealSubject(
  subject: Subject,
  binding: {
    readonly recipient: PublicJwk;
    readonly aud: string;
    readonly jkt: string;
    readonly nowMs: number;
  },
): Promise<string> {
  const iat = Math.floor(binding.nowMs / 1000);
  return encryptCompact(padded(utf8(JSON.stringify(subject))), binding.recipient, {
    typ: SUBJECT_TYP,
    cty: 'application/json',
    iat,
    exp: iat + SUBJECT_LIFETIME_S,
    aud: binding.aud,
    jkt: binding.jkt,
  });
}

function padded(json: Bytes): Bytes {
  const size = Math.ceil(json.length / SUBJECT_PADDING_BYTES) * SUBJECT_PADDING_BYTES;
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set(json);
  return bytes;
}

/**
 * Opens a subject at the backend.
 *
 * @throws SealError `invalid_jwe` (does not decrypt, made for another audience or another key, too old),
 *   `alg_not_allowed`, or `malformed` (the plaintext is not a subject; what it was is not repeated).
 * @example
 * ```ts
 * import { openSubject } from 'family-auth/verify';
 *
 * const privateKeys = new Map<string, CryptoKey>(); // by the `kid` of your key set
 * const open = (jwe: string, jkt: string) =>
 *   openSubject(jwe, {
 *     keys: async (kid) => privateKeys.get(kid),
 *     aud: 'https://backend.example',
 *     jkt, // `cnf.jkt` of the access token
 *     nowMs: Date.now(),
 *   });
 * ```
 */
export async function openSubject(
  jwe: string,
  expected: {
    readonly keys: KeyLookup;
    readonly aud: string;
    readonly jkt: string;
    readonly nowMs: number;
  },
): Promise<Subject> {
  const { header, plaintext } = await decryptCompact(jwe, SUBJECT_TYP, expected.keys);
  const { aud, jkt, iat, exp } = header as Record<string, unknown>;
  if (aud !== expected.aud)
    throw new SealError('invalid_jwe', 'The aud of the sealed subject is not this backend.');
  if (jkt !== expected.jkt)
    throw new SealError(
      'invalid_jwe',
      'The jkt of the sealed subject is not the key that the access token is bound to.',
    );
  if (!fresh(iat, exp, expected.nowMs / 1000)) {
    throw new SealError('invalid_jwe', 'The sealed subject has expired or lives too long; seal it again.');
  }
  const subject = SubjectSchema.safeParse(readJson(plaintext));
  if (!subject.success) {
    throw new SealError('malformed', 'The plaintext of the sealed subject does not match its schema.', {
      faults: faultsOf(subject.error),
    });
  }
  return subject.data;
}

function fresh(iat: unknown, exp: unknown, nowS: number): boolean {
  return (
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    exp - iat <= SUBJECT_LIFETIME_S &&
    iat <= nowS + CLOCK_TOLERANCE_S &&
    exp > nowS - CLOCK_TOLERANCE_S
  );
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
