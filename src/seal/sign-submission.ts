import { type GeneralJws, SUBMISSION_TYP, type Submission } from '../protocol/submission.ts';
import { signClaims } from './sign-claims.ts';

/**
 * Signs a submission manifest.
 *
 * @param keyPair the session's key pair (ES256 or Ed25519), non-extractable.
 * @param jkt its thumbprint, as in the token's `cnf.jkt`.
 */
export function signSubmission(claims: Submission, keyPair: CryptoKeyPair, jkt: string): Promise<GeneralJws> {
  return signClaims(claims, { typ: SUBMISSION_TYP, keyPair, jkt });
}
