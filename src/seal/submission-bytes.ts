import { base64url } from 'jose';
import { type Bytes, utf8 } from '../base/bytes.ts';
import type { GeneralJws } from '../protocol/submission.ts';
import { digest } from './digest.ts';

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

/** Base64url SHA-256 over {@link submissionBytes}: the result's `submission` claim must be this. */
export const submissionDigest = (jws: GeneralJws): Promise<string> => digest(submissionBytes(jws));

/** The `jti` of a signed document; its signature is not looked at. */
export function submissionJti({ payload }: GeneralJws): string {
  const claims: { jti?: unknown } = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  if (typeof claims.jti !== 'string') throw new TypeError('The signed document has no jti.');
  return claims.jti;
}
