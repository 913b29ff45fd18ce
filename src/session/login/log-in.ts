import { anySignal } from '../../base/deadline.ts';
import { FamilyAuthError } from '../../base/errors.ts';
import type { LoginSession } from '../../login/login-session.ts';
import type { BarePhase, Walk } from '../flow.ts';
import type { PhaseOf } from '../phase.ts';
import { situationOf, waysOf } from '../problem/problem.ts';
import { whenBack } from '../problem/show-problem.ts';
import type { RequestKind } from '../request-queue.ts';

type Reason = PhaseOf<'logging_in'>['reason'];
type Asking = 'login' | 'register' | 'redirect_login';

/** A screen that offers to log in. */
export interface Invitation {
  readonly phase: BarePhase;
  readonly asking: readonly Asking[];
  /** Set when the person may turn back instead. */
  readonly mayLeave: boolean;
  /** The log-in must be fresh: the provider asks for the password again. */
  readonly stepUp: boolean;
}

interface Started extends LoginUnderway {
  readonly reason: Reason;
}

/** Shows an invitation until somebody has logged in or turned back (`null`). Each failure is a screen of its own. */
export async function logIn(walk: Walk, invitation: Invitation): Promise<LoginSession | null> {
  let shown = invitation;
  for (;;) {
    walk.publish(shown.phase);
    const kinds: RequestKind[] = [
      ...shown.asking,
      ...(shown.mayLeave ? (['back', 'back_to_family'] as const) : []),
    ];
    const started = await answer(walk, kinds, shown);
    if (started === null) return null;
    if (started === 'online') {
      shown = invitation;
      continue;
    }
    try {
      return await waitForLogin(walk, started.reason, started);
    } catch (error) {
      if (walk.signal.aborted) throw error;
      shown = started.cancel.signal.aborted ? invitation : afterFailure(walk, error, invitation);
    }
  }
}

/** What the person asks for; `null` when they turn back. Where the connection is lost: `online` as soon as it is back. */
async function answer(
  walk: Walk,
  kinds: readonly RequestKind[],
  { phase, stepUp }: Invitation,
): Promise<Started | 'online' | null> {
  const over = new AbortController();
  const signal = anySignal([walk.signal, over.signal]);
  const asked = walk.inbox.once(kinds, signal, ({ kind }) =>
    kind === 'back' || kind === 'back_to_family' ? null : start(walk, kind as Asking, stepUp),
  );
  asked.catch(() => {});
  if (phase.kind !== 'problem' || phase.situation !== 'offline') return asked;
  const back = whenBack(walk, signal).then(() => 'online' as const);
  back.catch(() => {});
  try {
    return await Promise.race([asked, back]);
  } finally {
    over.abort();
  }
}

/** Runs within the click, so that the provider's window is the person's own doing. */
function start(walk: Walk, kind: Asking, stepUp: boolean): Started {
  const cancel = new AbortController();
  const session = walk.connection!.login.start({
    ...(kind === 'register' ? { prompt: 'create' } : {}),
    ...(stepUp ? { maxAge: 0 } : {}),
    ...(kind === 'redirect_login' ? { mode: 'redirect' } : {}),
    signal: anySignal([walk.signal, cancel.signal]),
  });
  session.catch(() => {});
  return { reason: stepUp ? 'step_up' : kind === 'register' ? 'register' : 'login', cancel, session };
}

function afterFailure(walk: Walk, error: unknown, invitation: Invitation): Invitation {
  if (!(error instanceof FamilyAuthError)) walk.parts.reportFault(error);
  const situation = situationOf(error, walk.parts.page);
  const redirect = waysOf(situation).includes('redirect_login');
  return {
    ...invitation,
    asking: ['login', ...(redirect ? (['redirect_login'] as const) : [])],
    mayLeave: true,
    phase: {
      kind: 'problem',
      situation,
      code: error instanceof FamilyAuthError ? error.code : 'internal',
      until: null,
      ways: ['login', ...(redirect ? (['redirect_login'] as const) : []), 'back'],
    },
  };
}

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
