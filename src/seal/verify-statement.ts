import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { VerificationError } from '../base/errors.ts';
import { CLOCK_TOLERANCE_S } from './clock-tolerance.ts';
import type { KeyLookup } from './keys.ts';
import { type StatementClaims, type StatementKind, statements } from './statements.ts';

/**
 * Verifies a signed statement of the backend: its kind, signature, issuer, audience, expiry and shape.
 *
 * @param expected `keys`: the backend's signature keys; `issuer`: the backend; `audience`: the client, for the kinds
 *   that name one (result, card, deletion receipt); `nowMs`: epoch milliseconds.
 * @throws VerificationError `result_not_authentic`, `card_not_authentic`, `receipt_not_authentic` or
 *   `deletion_receipt_not_authentic`. What `keys` throws
 *   (a key set that cannot be fetched) comes through as it is.
 */
export async function verifyStatement<Kind extends StatementKind>(
  kind: Kind,
  jwt: string,
  expected: {
    readonly keys: KeyLookup;
    readonly issuer: string;
    readonly audience?: string;
    readonly nowMs: number;
  },
): Promise<StatementClaims[Kind]> {
  const { typ, schema, refusal, requiredClaims } = statements[kind];
  const lookup = rememberingFailure(expected.keys);
  let payload: unknown;
  try {
    ({ payload } = await jwtVerify(jwt, lookup.getKey, {
      typ,
      algorithms: ['ES256', 'Ed25519'],
      issuer: expected.issuer,
      ...(expected.audience === undefined ? {} : { audience: expected.audience }),
      requiredClaims: [...requiredClaims],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(expected.nowMs),
    }));
  } catch (cause) {
    if (lookup.failure() === cause) throw cause;
    throw new VerificationError(refusal, `The backend's ${kind.replace('_', ' ')} does not verify.`, {
      cause,
    });
  }
  const claims = schema.safeParse(payload);
  if (!claims.success)
    throw new VerificationError(refusal, `The backend's ${kind.replace('_', ' ')} has not the agreed shape.`);
  return claims.data;
}

/** Tells a key set that could not be fetched from a signature that is wrong. */
function rememberingFailure(keys: KeyLookup): { getKey: JWTVerifyGetKey; failure: () => unknown } {
  let failed: unknown;
  const getKey: JWTVerifyGetKey = async ({ kid }) => {
    const key =
      kid === undefined
        ? undefined
        : await keys(kid).catch((error) => {
            failed = error;
            throw error;
          });
    if (key === undefined) throw new TypeError('The statement names no key of the backend.');
    return key;
  };
  return { getKey, failure: () => failed };
}
