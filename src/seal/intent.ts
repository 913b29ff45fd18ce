import { type GeneralJws, INTENT_TYP, type Intent, IntentSchema } from '../protocol/submission.ts';
import { checkClaims, type ExpectedClaims, type ExpectedSigner, signClaims, verifyClaims } from './jws.ts';
import { faultsOf, SealError } from './seal-error.ts';

/** Signs the intent to withdraw an application or to unbind a card, with the session's key. */
export function signIntent(claims: Intent, keyPair: CryptoKeyPair, jkt: string): Promise<GeneralJws> {
  return signClaims(claims, { typ: INTENT_TYP, keyPair, jkt });
}

/**
 * Verifies a signed intent to withdraw or unbind at the backend.
 *
 * @param jws the parsed body.
 * @throws SealError `invalid_jws`, `alg_not_allowed`, `key_mismatch` or `malformed`.
 * @example
 * ```ts
 * import { verifyIntent } from 'family-auth/verify';
 *
 * const unbinding = (body: string, ref: string, publicKey: CryptoKey, jkt: string) =>
 *   verifyIntent(JSON.parse(body), {
 *     publicKey,
 *     jkt,
 *     expected: {
 *       intent: 'unbind_card',
 *       object: ref,
 *       aud: 'https://backend.example',
 *       htu: `https://backend.example/v1/family/cards/${ref}/unbinding`,
 *       iss: 'your-portal',
 *       sub: 'operator-1',
 *     },
 *     nowMs: Date.now(),
 *   });
 * ```
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
  if (!claims.success) {
    throw new SealError('malformed', 'The claims of the intent do not match their schema.', {
      faults: faultsOf(claims.error),
    });
  }
  const { data } = claims;
  checkClaims(data, options.expected, options.nowMs);
  if (data.intent !== options.expected.intent || data.object !== options.expected.object) {
    throw new SealError(
      'invalid_jws',
      'The claims intent and object do not match the endpoint it was posted to.',
    );
  }
  return data;
}
