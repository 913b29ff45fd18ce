import { anySignal } from '../../base/deadline.ts';
import { FamilyAuthError } from '../../base/errors.ts';
import type { LoginSession } from '../../login/login-session.ts';
import type { Flow } from '../flow.ts';
import type { PhaseOf } from '../phase.ts';
import { actionsFor, reportToEngineers, situationOf } from '../problem/problem.ts';
import { whenBack } from '../problem/show-problem.ts';
import type { BarePhase } from '../publish-phase.ts';
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
export async function logIn(flow: Flow, invitation: Invitation): Promise<LoginSession | null> {
  let shown = invitation;
  for (;;) {
    flow.publish(shown.phase);
    const kinds: RequestKind[] = [
      ...shown.asking,
      ...(shown.mayLeave ? (['back', 'back_to_family'] as const) : []),
    ];
    const started = await answer(flow, kinds, shown);
    if (started === null) return null;
    if (started === 'online') {
      shown = invitation;
      continue;
    }
    try {
      return await waitForLogin(flow, started.reason, started);
    } catch (error) {
      if (flow.signal.aborted) throw error;
      shown = started.cancel.signal.aborted ? invitation : afterFailure(flow, error, invitation);
    }
  }
}

/** What the person asks for; `null` when they turn back. Where the connection is lost: `online` as soon as it is back. */
async function answer(
  flow: Flow,
  kinds: readonly RequestKind[],
  { phase, stepUp }: Invitation,
): Promise<Started | 'online' | null> {
  const over = new AbortController();
  const signal = anySignal([flow.signal, over.signal]);
  const asked = flow.requests.once(kinds, signal, ({ kind }) =>
    kind === 'back' || kind === 'back_to_family' ? null : start(flow, kind as Asking, stepUp),
  );
  asked.catch(() => {});
  if (phase.kind !== 'problem' || phase.situation !== 'offline') return asked;
  const back = whenBack(flow, signal).then(() => 'online' as const);
  back.catch(() => {});
  try {
    return await Promise.race([asked, back]);
  } finally {
    over.abort();
  }
}

/** Runs within the click, so that the provider's window is the person's own doing. */
function start(flow: Flow, kind: Asking, stepUp: boolean): Started {
  const cancel = new AbortController();
  const session = flow.connection.login.start({
    ...(kind === 'register' ? { prompt: 'create' } : {}),
    ...(stepUp ? { maxAge: 0 } : {}),
    ...(kind === 'redirect_login' ? { mode: 'redirect' } : {}),
    signal: anySignal([flow.signal, cancel.signal]),
  });
  session.catch(() => {});
  return { reason: stepUp ? 'step_up' : kind === 'register' ? 'register' : 'login', cancel, session };
}

function afterFailure(flow: Flow, error: unknown, invitation: Invitation): Invitation {
  reportToEngineers(flow, error);
  const situation = situationOf(error, flow.parts.page);
  // Where the window was blocked, another try would be blocked as well: this page comes first.
  const redirect = actionsFor(situation).includes('redirect_login');
  const ways = redirect ? (['redirect_login', 'login'] as const) : (['login'] as const);
  return {
    ...invitation,
    asking: ways,
    mayLeave: true,
    phase: {
      kind: 'problem',
      situation,
      code: error instanceof FamilyAuthError ? error.code : 'internal',
      until: null,
      actions: [...ways, 'back'],
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
  flow: Flow,
  reason: PhaseOf<'logging_in'>['reason'],
  { cancel, session }: LoginUnderway,
): Promise<LoginSession> {
  flow.publish({ kind: 'logging_in', reason });
  const requests = flow.requests.subscribe(['cancel_login']);
  const over = new AbortController();
  requests.next(anySignal([flow.signal, over.signal])).then(
    () => cancel.abort(),
    () => {},
  );
  try {
    return await session;
  } finally {
    over.abort();
    requests.close();
  }
}
