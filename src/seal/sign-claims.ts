import { GeneralSign } from 'jose';
import { utf8 } from '../base/bytes.ts';
import type { GeneralJws } from '../protocol/submission.ts';

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
  throw new TypeError(`Submissions are signed by ES256 or Ed25519, not ${algorithm.name}.`);
}
