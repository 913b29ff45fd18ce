import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/base/clock.ts';

const IDLE_MS = 30 * 60 * 1000;
const LONGEST_MS = 8 * 60 * 60 * 1000;
const MAX_FAILURES = 5;
const LOCKED_MS = 30_000;

export interface ReviewerSession {
  readonly token: string;
  readonly reviewer: string;
  /** Expected back in every form. */
  readonly csrf: string;
}

type Kept = ReviewerSession & { readonly beganMs: number; seenMs: number };

/** Log-ins of reviewers, kept in this process: after a restart everybody logs in again. */
export interface ReviewerSessions {
  /** A new session; `wrong` for a wrong password, `locked` for a while after five wrong ones. */
  logIn(reviewer: string, password: string): ReviewerSession | 'wrong' | 'locked';
  /** The session of a cookie's token, which thereby stays alive for another half hour; at most eight hours in all. */
  find(token: string | undefined): ReviewerSession | undefined;
  logOut(token: string): void;
}

export function reviewerSessions(password: string, clock: Clock): ReviewerSessions {
  const sessions = new Map<string, Kept>();
  const expected = digest(password);
  let failures = 0;
  let lockedUntilMs = Number.NEGATIVE_INFINITY;
  const isOver = ({ beganMs, seenMs }: Kept, nowMs: number) =>
    nowMs - seenMs > IDLE_MS || nowMs - beganMs > LONGEST_MS;
  return {
    logIn(reviewer, given) {
      const nowMs = clock.nowMs();
      if (nowMs < lockedUntilMs) return 'locked';
      if (!timingSafeEqual(digest(given), expected)) {
        failures += 1;
        if (failures >= MAX_FAILURES) {
          failures = 0;
          lockedUntilMs = nowMs + LOCKED_MS;
        }
        return 'wrong';
      }
      failures = 0;
      for (const kept of sessions.values()) if (isOver(kept, nowMs)) sessions.delete(kept.token);
      const session = { token: secret(), reviewer, csrf: secret(), beganMs: nowMs, seenMs: nowMs };
      sessions.set(session.token, session);
      return session;
    },
    find(token) {
      const kept = token === undefined ? undefined : sessions.get(token);
      if (!kept) return undefined;
      const nowMs = clock.nowMs();
      if (isOver(kept, nowMs)) {
        sessions.delete(kept.token);
        return undefined;
      }
      kept.seenMs = nowMs;
      return kept;
    },
    logOut: (token) => void sessions.delete(token),
  };
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
const secret = () => randomBytes(32).toString('base64url');
