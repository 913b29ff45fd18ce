import { base64url, exportJWK, SignJWT } from 'jose';
import { sha256, utf8 } from '../base/bytes.ts';

/** A DPoP proof (RFC 9449 section 4.2) for one request to the resource server. */
export async function dpopProof(request: {
  readonly keyPair: CryptoKeyPair;
  readonly method: string;
  readonly url: string;
  readonly accessToken: string;
  readonly nonce: string | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}): Promise<string> {
  const { origin, pathname } = new URL(request.url);
  return new SignJWT({
    htm: request.method.toUpperCase(),
    htu: `${origin}${pathname}`,
    jti: crypto.randomUUID(),
    ath: base64url.encode(await sha256(utf8(request.accessToken))),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
  })
    .setIssuedAt(Math.floor(request.nowMs / 1000))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(request.keyPair.publicKey) })
    .sign(request.keyPair.privateKey);
}
