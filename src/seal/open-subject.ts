import { SUBJECT_TYP, type Subject, SubjectSchema } from '../protocol/subject.ts';
import { CLOCK_TOLERANCE_S } from './clock-tolerance.ts';
import { decryptCompact } from './decrypt-compact.ts';
import type { KeyLookup } from './keys.ts';
import { SealError } from './seal-error.ts';
import { SUBJECT_LIFETIME_S } from './seal-subject.ts';

/**
 * Opens a subject at the backend.
 *
 * @throws SealError `invalid_jwe` (does not decrypt, made for another audience or another key, too old),
 *   `alg_not_allowed`, or `malformed` (the plaintext is not a subject; what it was is not repeated).
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
  if (aud !== expected.aud) throw new SealError('invalid_jwe', 'The subject was sealed for another backend.');
  if (jkt !== expected.jkt) throw new SealError('invalid_jwe', 'The subject was sealed under another key.');
  if (!fresh(iat, exp, expected.nowMs / 1000)) {
    throw new SealError('invalid_jwe', 'The sealed subject is out of date.');
  }
  const subject = SubjectSchema.safeParse(readJson(plaintext));
  if (!subject.success) throw new SealError('malformed', 'The sealed subject has not the agreed shape.');
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
