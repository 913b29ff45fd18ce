import { utf8 } from '../base/bytes.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { lateCode } from '../base/late-code.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Subject } from '../protocol/subject.ts';
import type { Intent } from '../protocol/submission.ts';
import { digest } from '../seal/digest.ts';
import type { PublicJwk } from '../seal/keys.ts';
import type { ApiRequest } from './api.ts';

/** A request that carries a person's signed intent: its body is made once, so that retries send the same. */
export async function intentRequest(
  request: Pick<Intent, 'intent' | 'object' | 'consents'> & {
    readonly apiBase: string;
    readonly path: string;
  },
  signer: { readonly session: LoginSession; readonly issuer: string; readonly nowMs: number },
): Promise<Pick<ApiRequest, 'method' | 'path' | 'body' | 'idempotencyKey'>> {
  const { session, issuer, nowMs } = signer;
  const { signIntent, submissionBytes, SUBMISSION_MAX_LIFETIME_S } = await lateCode(
    'client.intent',
    loadIntent,
  );
  const iat = Math.floor(nowMs / 1000);
  const jti = crypto.randomUUID();
  const claims: Intent = {
    iss: session.clientId,
    sub: session.sub,
    aud: issuer,
    iat,
    exp: iat + SUBMISSION_MAX_LIFETIME_S,
    jti,
    intent: request.intent,
    object: request.object,
    ...(request.consents === undefined ? {} : { consents: request.consents }),
    htu: `${request.apiBase}${request.path}`,
  };
  return {
    method: 'POST',
    path: request.path,
    body: {
      bytes: submissionBytes(await signIntent(claims, session.keyPair, session.jkt)),
      contentType: 'application/jose+json',
    },
    idempotencyKey: jti,
  };
}

const loadIntent = async () => {
  const [{ signIntent }, { submissionBytes }, { SUBMISSION_MAX_LIFETIME_S }] = await Promise.all([
    import('../seal/intent.ts'),
    import('../seal/submission.ts'),
    import('../protocol/submission.ts'),
  ]);
  return { signIntent, submissionBytes, SUBMISSION_MAX_LIFETIME_S };
};

/** A sealed subject may be posted again for less than it lives (600 s). */
const REUSE_MS = 300_000;

/**
 * Seals subjects, and remembers by idempotency key what was sealed: encrypting the same twice gives different bytes,
 * which a backend must take for another request.
 */
export function subjectEnvelopes(session: LoginSession, issuer: string, clock: Clock = systemClock) {
  const kept = new Map<string, { readonly of: string; readonly jwe: string; readonly atMs: number }>();
  return async (idempotencyKey: string, subject: Subject, recipient: PublicJwk): Promise<string> => {
    const of = await digest(utf8(JSON.stringify(subject)));
    const before = kept.get(idempotencyKey);
    if (before?.of === of && clock.nowMs() - before.atMs < REUSE_MS) return before.jwe;
    const binding = { recipient, aud: issuer, jkt: session.jkt, nowMs: clock.epochMs() };
    const { sealSubject } = await lateCode('client.subject', () => import('../seal/subject.ts'));
    const jwe = await sealSubject(subject, binding);
    kept.set(idempotencyKey, { of, jwe, atMs: clock.nowMs() });
    return jwe;
  };
}
