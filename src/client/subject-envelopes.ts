import { utf8 } from '../base/bytes.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Subject } from '../protocol/subject.ts';
import { digest } from '../seal/digest.ts';
import type { PublicJwk } from '../seal/keys.ts';
import { sealSubject } from '../seal/seal-subject.ts';

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
    const jwe = await sealSubject(subject, binding);
    kept.set(idempotencyKey, { of, jwe, atMs: clock.nowMs() });
    return jwe;
  };
}
