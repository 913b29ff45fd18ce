import type { JWK } from 'jose';
import * as base64url from 'jose/base64url';
import { flattenedVerify } from 'jose/jws/flattened/verify';
import { GeneralSign } from 'jose/jws/general/sign';
import { utf8 } from '../base/bytes.ts';
import { CLOCK_TOLERANCE_S } from '../base/clock.ts';
import { type GeneralJws, GeneralJwsSchema, SUBMISSION_MAX_LIFETIME_S } from '../protocol/submission.ts';
import { isBase64Url } from './digest.ts';
import { thumbprint } from './keys.ts';
import { SealError } from './seal-error.ts';

/** Signs claims as JWS General JSON (RFC 7515 section 7.2.1) with the key that the token is bound to. */
export async function signClaims(
  claims: unknown,
  signer: { readonly typ: string; readonly keyPair: CryptoKeyPair; readonly jkt: string },
): Promise<GeneralJws> {
  const { payload, signatures } = await new GeneralSign(utf8(JSON.stringify(claims)))
    .addSignature(signer.keyPair.privateKey)
    .setProtectedHeader({ alg: algorithmOf(signer.keyPair.privateKey), typ: signer.typ, kid: signer.jkt })
    .sign();
  return {
    payload,
    signatures: signatures.map((entry) => ({ protected: entry.protected!, signature: entry.signature })),
  };
}

function algorithmOf({ algorithm }: CryptoKey): 'ES256' | 'Ed25519' {
  if (algorithm.name === 'Ed25519') return 'Ed25519';
  if (algorithm.name === 'ECDSA' && (algorithm as EcKeyAlgorithm).namedCurve === 'P-256') return 'ES256';
  throw new TypeError(`The signing key must be ES256 or Ed25519, got ${algorithm.name}.`);
}

/** Signature algorithms of the core profile; anything else beside them is ignored under policy `any`. */
const ALGORITHMS = ['ES256', 'Ed25519'];

/** What every signed document must say. */
export interface ExpectedClaims {
  /** The backend's issuer. */
  readonly aud: string;
  /** Absolute URL of the endpoint it was posted to. */
  readonly htu: string;
  /** The token's client. */
  readonly iss: string;
  /** The token's subject. */
  readonly sub: string;
}

/** Who must have signed. `publicKey` comes from the DPoP proof of the request, `jkt` from the token. */
export interface ExpectedSigner {
  readonly publicKey: JWK | CryptoKey;
  readonly jkt: string;
}

type Entry = GeneralJws['signatures'][number];
interface Candidate {
  readonly entry: Entry;
  readonly header: Readonly<Record<string, unknown>>;
}

/**
 * Verifies a JWS General JSON document by the key that the token is bound to and returns its payload, parsed.
 *
 * @throws SealError `invalid_jws`, `alg_not_allowed` or `key_mismatch`.
 */
export async function verifyClaims(jws: unknown, typ: string, signer: ExpectedSigner): Promise<unknown> {
  const document = GeneralJwsSchema.safeParse(jws);
  if (!document.success)
    throw new SealError('invalid_jws', 'The body is not a JWS in General JSON Serialization.');
  const { payload, signatures } = document.data;
  if ((await thumbprint(signer.publicKey)) !== signer.jkt) {
    throw new SealError(
      'key_mismatch',
      'The key of the DPoP proof is not the one that the access token is bound to.',
    );
  }
  const { entry, header } = choose(signatures, signer.jkt);
  if (header.typ !== typ) throw new SealError('invalid_jws', `The typ of the signature must be ${typ}.`);
  if (![payload, entry.protected, entry.signature].every(isBase64Url)) {
    throw new SealError('invalid_jws', 'A segment of the JWS is not canonical base64url.');
  }
  if (header.crit !== undefined) throw new SealError('invalid_jws', 'crit is not supported.');
  try {
    const verified = await flattenedVerify({ ...entry, payload }, signer.publicKey, {
      algorithms: [header.alg as string],
    });
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(verified.payload));
  } catch (cause) {
    throw new SealError('invalid_jws', 'The signature is not valid.', { cause });
  }
}

/** The signature by the token's key among those of known algorithms. */
function choose(signatures: readonly Entry[], jkt: string): Candidate {
  const known = signatures.map(readHeader).filter(({ header }) => ALGORITHMS.includes(header.alg as string));
  if (known.length === 0) {
    throw new SealError('alg_not_allowed', `At least one signature must use ${ALGORITHMS.join(' or ')}.`);
  }
  const own = known.find(({ header }) => header.kid === jkt);
  if (own === undefined) {
    throw new SealError(
      'key_mismatch',
      'No signature has the kid of the key that the access token is bound to.',
    );
  }
  return own;
}

function readHeader(entry: Entry): Candidate {
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(entry.protected)));
    if (typeof header !== 'object' || header === null) throw new TypeError('not an object');
    return { entry, header: header as Record<string, unknown> };
  } catch (cause) {
    throw new SealError('invalid_jws', 'A protected header is not readable.', { cause });
  }
}

/**
 * Checks what the claims say of audience, place and time.
 *
 * @throws SealError `invalid_jws`.
 */
export function checkClaims(
  claims: ExpectedClaims & { readonly iat: number; readonly exp: number },
  expected: ExpectedClaims,
  nowMs: number,
): void {
  for (const name of ['aud', 'htu', 'iss', 'sub'] as const) {
    if (claims[name] !== expected[name])
      throw new SealError('invalid_jws', `The claim ${name} does not match what was expected.`);
  }
  const nowS = nowMs / 1000;
  const { iat, exp } = claims;
  if (exp - iat > SUBMISSION_MAX_LIFETIME_S || exp <= iat) {
    throw new SealError('invalid_jws', `exp must be after iat, by ${SUBMISSION_MAX_LIFETIME_S} s at most.`);
  }
  if (exp <= nowS - CLOCK_TOLERANCE_S)
    throw new SealError('invalid_jws', 'exp has passed; sign the document again.');
  if (iat > nowS + CLOCK_TOLERANCE_S)
    throw new SealError('invalid_jws', 'iat lies in the future; check the clock.');
}
