import { INTENT_TYP, type Intent, IntentSchema } from '../protocol/submission.ts';
import { SealError } from './seal-error.ts';
import { checkClaims, type ExpectedClaims, type ExpectedSigner, verifyClaims } from './verify-claims.ts';

/**
 * Verifies a signed wish to withdraw or unbind at the backend.
 *
 * @param jws the parsed body.
 * @throws SealError `invalid_jws`, `alg_not_allowed`, `key_mismatch` or `malformed`.
 */
export async function verifyIntent(
  jws: unknown,
  options: ExpectedSigner & {
    readonly expected: ExpectedClaims & Pick<Intent, 'intent' | 'object'>;
    /** Epoch milliseconds. */
    readonly nowMs: number;
  },
): Promise<Intent> {
  const claims = IntentSchema.safeParse(await verifyClaims(jws, INTENT_TYP, options));
  if (!claims.success) throw new SealError('malformed', 'The intent has not the agreed shape.');
  const { data } = claims;
  checkClaims(data, options.expected, options.nowMs);
  if (data.intent !== options.expected.intent || data.object !== options.expected.object) {
    throw new SealError('invalid_jws', 'The intent is about something else.');
  }
  return data;
}
