import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/base/clock.ts';

const IDLE_MS = 30 * 60 * 1000;
const LONGEST_MS = 8 * 60 * 60 * 1000;
/**
 * A wrong password is answered after this long. No lock: anybody could keep the reviewers out with it, and the password
 * is drawn at random, so that guessing leads nowhere.
 */
const WRONG_AFTER_MS = 2_000;

export interface ReviewerSession {
  readonly token: string;
  readonly reviewer: string;
  /** Expected back in every form. */
  readonly csrf: string;
}

type Kept = ReviewerSession & { readonly beganMs: number; seenMs: number };

/** Log-ins of reviewers, kept in this process: after a restart everybody logs in again. */
export interface ReviewerSessions {
  /** A new session; `wrong` for a wrong password, after a while. */
  logIn(reviewer: string, password: string): Promise<ReviewerSession | 'wrong'>;
  /** The session of a cookie's token, which thereby stays alive for another half hour; at most eight hours in all. */
  find(token: string | undefined): ReviewerSession | undefined;
  logOut(token: string): void;
}

export function reviewerSessions(password: string, clock: Clock): ReviewerSessions {
  const sessions = new Map<string, Kept>();
  const expected = digest(password);
  const isOver = ({ beganMs, seenMs }: Kept, nowMs: number) =>
    nowMs - seenMs > IDLE_MS || nowMs - beganMs > LONGEST_MS;
  return {
    async logIn(reviewer, given) {
      if (!timingSafeEqual(digest(given), expected)) {
        await clock.sleep(WRONG_AFTER_MS);
        return 'wrong';
      }
      const nowMs = clock.nowMs();
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
