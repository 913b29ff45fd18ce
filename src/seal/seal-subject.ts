import { type Bytes, utf8 } from '../base/bytes.ts';
import { SUBJECT_PADDING_BYTES, SUBJECT_TYP, type Subject } from '../protocol/subject.ts';
import { encryptCompact } from './encrypt-compact.ts';
import type { PublicJwk } from './keys.ts';

/** How long a sealed subject may be presented, seconds. */
export const SUBJECT_LIFETIME_S = 600;

/**
 * Encrypts who the relative is to the backend's key; padded, so that the length tells nothing.
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
