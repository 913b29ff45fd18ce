import type { JWTVerifyGetKey } from 'jose';
import * as errors from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { CLOCK_TOLERANCE_S } from '../base/clock.ts';
import { VerificationError, type VerificationErrorCode } from '../base/errors.ts';
import { CARD_TYP, type Card, CardSchema } from '../protocol/card.ts';
import { RECEIPT_TYP, type ReceiptClaims, ReceiptClaimsSchema } from '../protocol/challenge.ts';
import {
  DELETION_RECEIPT_TYP,
  type DeletionReceipt,
  DeletionReceiptSchema,
} from '../protocol/deletion-receipt.ts';
import { type ApplicationResult, RESULT_TYP, ResultSchema } from '../protocol/result.ts';
import type { KeyLookup } from './keys.ts';

/** What a backend states under its signature, by kind. */
export interface StatementClaims {
  result: ApplicationResult;
  card: Card;
  receipt: ReceiptClaims;
  deletion_receipt: DeletionReceipt;
}
export type StatementKind = keyof StatementClaims;

interface Statement<Claims> {
  /** The JWT's `typ` (RFC 8725 section 3.11): a card can never pass for a result. */
  readonly typ: string;
  readonly schema: { safeParse(value: unknown): { success: true; data: Claims } | { success: false } };
  readonly refusal: VerificationErrorCode;
  /** Claims without which it is worth nothing; a deletion receipt names no end. */
  readonly requiredClaims: readonly string[];
}

const statements: { readonly [Kind in StatementKind]: Statement<StatementClaims[Kind]> } = {
  result: {
    typ: RESULT_TYP,
    schema: ResultSchema,
    refusal: 'result_not_authentic',
    requiredClaims: ['exp', 'aud'],
  },
  card: { typ: CARD_TYP, schema: CardSchema, refusal: 'card_not_authentic', requiredClaims: ['exp', 'aud'] },
  receipt: {
    typ: RECEIPT_TYP,
    schema: ReceiptClaimsSchema,
    refusal: 'receipt_not_authentic',
    requiredClaims: [],
  },
  deletion_receipt: {
    typ: DELETION_RECEIPT_TYP,
    schema: DeletionReceiptSchema,
    refusal: 'deletion_receipt_not_authentic',
    requiredClaims: ['aud'],
  },
};

/**
 * Signs a statement of the backend as a compact JWT.
 *
 * @param signer `privateKey`: of the backend's `use: sig` key; `kid`: its id in the key set; `alg`: default `ES256`.
 */
export function signStatement<Kind extends StatementKind>(
  kind: Kind,
  claims: StatementClaims[Kind],
  signer: { readonly privateKey: CryptoKey; readonly kid: string; readonly alg?: 'ES256' | 'Ed25519' },
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: signer.alg ?? 'ES256', typ: statements[kind].typ, kid: signer.kid })
    .sign(signer.privateKey);
}

/**
 * Verifies a signed statement of the backend: its kind, signature, issuer, audience, expiry and shape.
 *
 * @param expected `keys`: the backend's signature keys; `issuer`: the backend; `audience`: the client, for the kinds
 *   that name one (result, card, deletion receipt), or several of which one must be named; `nowMs`: epoch milliseconds.
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
    readonly audience?: string | readonly string[];
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
      ...(expected.audience === undefined ? {} : { audience: [expected.audience].flat() }),
      requiredClaims: [...requiredClaims],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(expected.nowMs),
    }));
  } catch (cause) {
    if (lookup.failure() === cause) throw cause;
    throw new VerificationError(
      refusal,
      `The signature or a claim of the ${kind.replace('_', ' ')} is not valid; see cause.`,
      {
        cause,
      },
    );
  }
  const claims = schema.safeParse(payload);
  if (!claims.success)
    throw new VerificationError(
      refusal,
      `The claims of the ${kind.replace('_', ' ')} do not match their schema.`,
    );
  return claims.data;
}

/** Tells a key set that could not be fetched from a signature that is wrong. */
function rememberingFailure(keys: KeyLookup): { getKey: JWTVerifyGetKey; failure: () => unknown } {
  let failed: unknown;
  const getKey: JWTVerifyGetKey = async ({ kid, alg }) => {
    const key =
      kid === undefined
        ? undefined
        : await keys(kid, alg).catch((error) => {
            failed = error;
            throw error;
          });
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  return { getKey, failure: () => failed };
}
