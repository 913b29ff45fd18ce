import { PART_TYP, type PartHeader, PartHeaderSchema } from '../protocol/submission.ts';
import { decryptCompact } from './decrypt-compact.ts';
import type { KeyLookup } from './keys.ts';
import { SealError } from './seal-error.ts';

/**
 * Opens one uploaded part at the backend.
 *
 * @param bytes the body as received: ASCII of a compact JWE.
 * @throws SealError `invalid_jwe` (does not decrypt, or belongs to another application or place) or `alg_not_allowed`.
 */
export async function openPart(
  bytes: Uint8Array,
  expected: { readonly keys: KeyLookup; readonly app: string; readonly n: number },
): Promise<{ readonly header: PartHeader; readonly content: Uint8Array }> {
  const { header, plaintext } = await decryptCompact(
    new TextDecoder('latin1').decode(bytes),
    PART_TYP,
    expected.keys,
  );
  const parsed = PartHeaderSchema.safeParse(header);
  if (!parsed.success) throw new SealError('invalid_jwe', 'The part has not the agreed header.');
  if (parsed.data.app !== expected.app || parsed.data.n !== expected.n) {
    throw new SealError('invalid_jwe', 'The part belongs to another application or place.');
  }
  return { header: parsed.data, content: plaintext };
}
