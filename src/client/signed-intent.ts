import type { LoginSession } from '../login/login-session.ts';
import { type Intent, SUBMISSION_MAX_LIFETIME_S } from '../protocol/submission.ts';
import { signIntent } from '../seal/sign-intent.ts';
import { submissionBytes } from '../seal/submission-bytes.ts';
import type { ApiRequest } from './api.ts';

/** A request that carries a person's signed wish: its body is made once, so that retries send the same. */
export async function intentRequest(
  wish: Pick<Intent, 'intent' | 'object' | 'consents'> & { readonly apiBase: string; readonly path: string },
  signer: { readonly session: LoginSession; readonly issuer: string; readonly nowMs: number },
): Promise<Pick<ApiRequest, 'method' | 'path' | 'body' | 'idempotencyKey'>> {
  const { session, issuer, nowMs } = signer;
  const iat = Math.floor(nowMs / 1000);
  const jti = crypto.randomUUID();
  const claims: Intent = {
    iss: session.clientId,
    sub: session.sub,
    aud: issuer,
    iat,
    exp: iat + SUBMISSION_MAX_LIFETIME_S,
    jti,
    intent: wish.intent,
    object: wish.object,
    ...(wish.consents === undefined ? {} : { consents: wish.consents }),
    htu: `${wish.apiBase}${wish.path}`,
  };
  return {
    method: 'POST',
    path: wish.path,
    body: {
      bytes: submissionBytes(await signIntent(claims, session.keyPair, session.jkt)),
      contentType: 'application/jose+json',
    },
    idempotencyKey: jti,
  };
}
