import { decodeProtectedHeader, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { VerificationError } from '../base/errors.ts';
import { METADATA_TYP } from '../protocol/discovery.ts';
import { thumbprint } from './keys.ts';

const ALGORITHMS = ['ES256', 'Ed25519'];

/**
 * Signs a discovery document, as a backend offers it in `signed_metadata` (RFC 8414 section 2.1): its members are the claims, and the
 * public key stands in the header.
 */
export function signMetadata(
  document: object,
  signer: {
    readonly privateKey: CryptoKey;
    readonly publicJwk: JWK;
    readonly issuer: string;
    readonly nowMs: number;
  },
): Promise<string> {
  const { kty, crv, x, y } = signer.publicJwk;
  return new SignJWT({ ...document })
    .setProtectedHeader({
      alg: crv === 'Ed25519' ? 'Ed25519' : 'ES256',
      typ: METADATA_TYP,
      jwk: JSON.parse(JSON.stringify({ kty, crv, x, y })),
    })
    .setIssuer(signer.issuer)
    .setIssuedAt(Math.floor(signer.nowMs / 1000))
    .sign(signer.privateKey);
}

/**
 * The discovery document that somebody signed whose key is pinned.
 *
 * @param trust thumbprints (RFC 7638, SHA-256, base64url) of the keys that are believed.
 * @throws VerificationError `metadata_not_authentic`: there is none, by another key, of another issuer, or altered.
 */
export async function verifyMetadata(
  jwt: string | undefined,
  { trust, issuer }: { readonly trust: readonly string[]; readonly issuer: string },
): Promise<Omit<JWTPayload, 'iss' | 'iat'>> {
  if (jwt === undefined) throw notAuthentic('is not signed, and a key is pinned');
  try {
    const { jwk, alg } = decodeProtectedHeader(jwt);
    if (jwk === undefined || !trust.includes(await thumbprint(jwk)))
      throw notAuthentic('is signed by a key that is not pinned');
    const key = await importJWK(jwk, alg);
    const { payload } = await jwtVerify(jwt, key, { algorithms: ALGORITHMS, typ: METADATA_TYP, issuer });
    const { iss: _, iat: __, ...document } = payload;
    return document;
  } catch (cause) {
    throw cause instanceof VerificationError
      ? cause
      : notAuthentic('does not verify by the key that is pinned', cause);
  }
}

const notAuthentic = (what: string, cause?: unknown) =>
  new VerificationError('metadata_not_authentic', `The backend's discovery document ${what}.`, { cause });
