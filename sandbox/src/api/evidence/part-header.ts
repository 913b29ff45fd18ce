import { type PartHeader, PartHeaderSchema } from '@family-auth/library/protocol/submission.ts';
import { decodeProtectedHeader } from 'jose';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';

/** A header is a few hundred bytes; more is not looked at. */
const HEADER_MAX_BYTES = 2048;

/**
 * Reads an uploaded part's protected header without opening it: it must be for this backend, this application and
 * this place. Whether it decrypts is seen when it is judged.
 *
 * @throws ProblemError `invalid_jwe` or `alg_not_allowed`.
 */
export async function partHeader(
  { keys }: Backend,
  bytes: Uint8Array,
  expected: { readonly app: string; readonly n: number },
): Promise<PartHeader> {
  const header = PartHeaderSchema.safeParse(read(bytes));
  if (!header.success) throw invalid('The part has not the agreed header.');
  const { alg, enc, kid, app, n } = header.data;
  if (alg !== 'ECDH-ES' || enc !== 'A256GCM') throw new ProblemError('alg_not_allowed');
  if (app !== expected.app || n !== expected.n) throw invalid('The part belongs to another place.');
  if ((await keys.decryption(kid)) === undefined) throw invalid('The part is encrypted to an unknown key.');
  return header.data;
}

function read(bytes: Uint8Array): unknown {
  const head = Buffer.from(bytes.subarray(0, HEADER_MAX_BYTES)).toString('latin1');
  const dot = head.indexOf('.');
  try {
    return decodeProtectedHeader({ protected: head.slice(0, Math.max(0, dot)) });
  } catch {
    return undefined;
  }
}

const invalid = (detail: string) => new ProblemError('invalid_jwe', { detail });
