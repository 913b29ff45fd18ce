import { type GeneralJws, INTENT_TYP, type Intent } from '../protocol/submission.ts';
import { signClaims } from './sign-claims.ts';

/** Signs the wish to withdraw an application or to unbind a card, with the session's key. */
export function signIntent(claims: Intent, keyPair: CryptoKeyPair, jkt: string): Promise<GeneralJws> {
  return signClaims(claims, { typ: INTENT_TYP, keyPair, jkt });
}
