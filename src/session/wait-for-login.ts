import { anySignal } from '../base/any-signal.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { PhaseOf } from './phase.ts';
import type { Walk } from './walk.ts';

/** A log-in that was begun within a click. */
export interface LoginUnderway {
  readonly cancel: AbortController;
  readonly session: Promise<LoginSession>;
}

/** Shows that somebody is logging in, until they have, or it failed, or the person cancelled it. */
export async function waitForLogin(
  walk: Walk,
  reason: PhaseOf<'logging_in'>['reason'],
  { cancel, session }: LoginUnderway,
): Promise<LoginSession> {
  walk.publish({ kind: 'logging_in', reason });
  const ear = walk.inbox.listen(['cancel_login']);
  const over = new AbortController();
  ear.next(anySignal([walk.signal, over.signal])).then(
    () => cancel.abort(),
    () => {},
  );
  try {
    return await session;
  } finally {
    over.abort();
    ear.close();
  }
}
