import * as base64url from 'jose/base64url';
import { type Bytes, utf8 } from '../base/bytes.ts';
import { isSupportedVersion, PROTOCOL_VERSION, VersionSchema } from '../protocol/common.ts';
import {
  type GeneralJws,
  SUBMISSION_TYP,
  type Submission,
  SubmissionSchema,
} from '../protocol/submission.ts';
import { digest } from './digest.ts';
import { checkClaims, type ExpectedClaims, type ExpectedSigner, signClaims, verifyClaims } from './jws.ts';
import { faultsOf, SealError } from './seal-error.ts';

/**
 * The bytes of a signed document on the wire: UTF-8 of `JSON.stringify({ payload, signatures })` with
 * `{ protected, signature }` in each signature, no spaces. A client posts exactly these; a backend hashes the body
 * as it came in and never serialises again.
 */
export function submissionBytes({ payload, signatures }: GeneralJws): Bytes {
  return utf8(
    JSON.stringify({
      payload,
      signatures: signatures.map(({ protected: header, signature }) => ({ protected: header, signature })),
    }),
  );
}

/**
 * Base64url SHA-256 over the bytes that are posted: the result's `submission` claim must be this.
 *
 * @example
 * ```ts
 * import { type GeneralJws, submissionDigest } from 'family-auth/client';
 *
 * const submission: GeneralJws = { payload: 'e30', signatures: [{ protected: 'e30', signature: 'AA' }] };
 * (await submissionDigest(submission)).length; // → 43
 * ```
 */
export const submissionDigest = (jws: GeneralJws): Promise<string> => digest(submissionBytes(jws));

/** The `jti` of a signed document; its signature is not looked at. */
export function submissionJti({ payload }: GeneralJws): string {
  const claims: { jti?: unknown } = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  if (typeof claims.jti !== 'string') throw new TypeError('The signed document has no jti.');
  return claims.jti;
}

/**
 * Signs a submission manifest as JWS General JSON (RFC 7515 section 7.2.1).
 *
 * @param keyPair the session's key pair (ES256 or Ed25519), non-extractable.
 * @param jkt its thumbprint, as in the token's `cnf.jkt`.
 * @example
 * ```ts
 * import { buildSubmission, signSubmission } from 'family-auth/client';
 *
 * const manifest = buildSubmission({
 *   discovery: client.discovery,
 *   session,
 *   application,
 *   subjectSha256,
 *   parts: [],
 *   consents,
 *   client: { version: 'my-program/1.0', isolation: 'program' },
 *   nowMs: Date.now(),
 * });
 * const submission = await signSubmission(manifest, session.keyPair, session.jkt);
 * submission.signatures.length; // → 1
 * ```
 */
export function signSubmission(claims: Submission, keyPair: CryptoKeyPair, jkt: string): Promise<GeneralJws> {
  return signClaims(claims, { typ: SUBMISSION_TYP, keyPair, jkt });
}

/**
 * Verifies a submission at the backend: signature, key binding, audience, place, time and shape.
 * Whether parts, consents and challenge are right is the caller's to judge.
 *
 * @param jws the parsed body.
 * @throws SealError `invalid_jws`, `alg_not_allowed`, `key_mismatch`, `unsupported_version` or `malformed`.
 * @example
 * ```ts
 * import { verifySubmission } from 'family-auth/verify';
 *
 * // `publicKey` from the proof of the same request, the rest from the access token.
 * type Caller = { publicKey: CryptoKey; jkt: string; clientId: string; sub: string };
 * const manifestOf = (body: string, app: string, { publicKey, jkt, clientId, sub }: Caller) =>
 *   verifySubmission(JSON.parse(body), {
 *     publicKey,
 *     jkt,
 *     expected: {
 *       aud: 'https://backend.example',
 *       htu: `https://backend.example/v1/applications/${app}/submission`,
 *       iss: clientId,
 *       sub,
 *       app,
 *     },
 *     nowMs: Date.now(),
 *   });
 * ```
 */
export async function verifySubmission(
  jws: unknown,
  options: ExpectedSigner & {
    readonly expected: ExpectedClaims & { readonly app: string };
    /** Epoch milliseconds. */
    readonly nowMs: number;
  },
): Promise<Submission> {
  const payload = await verifyClaims(jws, SUBMISSION_TYP, options);
  requireVersion(payload);
  const claims = SubmissionSchema.safeParse(payload);
  if (!claims.success) {
    throw new SealError('malformed', 'The claims of the manifest do not match their schema.', {
      faults: faultsOf(claims.error),
    });
  }
  checkClaims(claims.data, options.expected, options.nowMs);
  if (claims.data.app !== options.expected.app) {
    throw new SealError('invalid_jws', 'The claim app does not match the application it was posted to.');
  }
  return claims.data;
}

/** Of another major version nothing else is read: its claims may have another meaning. */
function requireVersion(payload: unknown): void {
  const ver = VersionSchema.safeParse((payload as { ver?: unknown } | null)?.ver);
  if (!ver.success || isSupportedVersion(ver.data)) return;
  throw new SealError(
    'unsupported_version',
    `The ver of the manifest must be of the same major version as ${PROTOCOL_VERSION}.`,
    { faults: [{ pointer: '/ver', code: 'unsupported' }] },
  );
}
