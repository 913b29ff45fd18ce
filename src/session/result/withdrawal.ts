import type { Application } from '../../protocol/application.ts';
import { BackendError } from '../../protocol/problem.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import { call } from '../login/call.ts';
import { showProblem } from '../problem/show-problem.ts';

/**
 * Asks whether an application is to be taken back, and takes it back.
 *
 * @returns whether it is; it may have been decided meanwhile.
 */
export async function runWithdraw(flow: Flow, application: Application): Promise<boolean> {
  const subjectName = application.subject_name;
  for (;;) {
    flow.publish({ kind: 'confirm_withdraw', subjectName, busy: false });
    const answer = await flow.requests.once(['confirm', 'back'], flow.signal, ({ kind }) => kind);
    if (answer === 'back') return false;
    flow.publish({ kind: 'confirm_withdraw', subjectName, busy: true });
    try {
      await call(flow, (client) => client.withdraw(application.id, { signal: flow.signal }));
      break;
    } catch (error) {
      if (error instanceof BackendError && error.code === 'state_conflict') return false;
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return false;
    }
  }
  flow.publish({ kind: 'withdrawn', subjectName });
  await flow.requests.once(['back_to_family', 'back'], flow.signal, () => null);
  return true;
}

/** Whether the backend takes consents back after a decision. */
export const canWithdrawConsent = (flow: Flow): boolean =>
  discoveryOf(flow).profiles.includes('consent-withdrawal');

/**
 * Asks whether the consents of an application that is decided are to be withdrawn, and withdraws them.
 *
 * @param bound whether a card is bound by it, which stays.
 * @returns `unbind` where the person wants the card unbound, too.
 */
export async function runConsentWithdrawal(
  flow: Flow,
  { applicationId, subjectName, bound }: ConsentWithdrawal,
): Promise<'kept' | 'withdrawn' | 'unbind'> {
  for (;;) {
    flow.publish({ kind: 'confirm_consent_withdrawal', subjectName, bound, busy: false });
    const answer = await flow.requests.once(['confirm', 'back'], flow.signal, ({ kind }) => kind);
    if (answer === 'back') return 'kept';
    flow.publish({ kind: 'confirm_consent_withdrawal', subjectName, bound, busy: true });
    try {
      await call(flow, (client) => client.withdrawConsent(applicationId, { signal: flow.signal }));
      break;
    } catch (error) {
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return 'kept';
    }
  }
  flow.publish({ kind: 'consent_withdrawn', subjectName, bound });
  const asked = bound
    ? (['unbind', 'back_to_family', 'back'] as const)
    : (['back_to_family', 'back'] as const);
  const next = await flow.requests.once(asked, flow.signal, ({ kind }) => kind);
  return next === 'unbind' ? next : 'withdrawn';
}

interface ConsentWithdrawal {
  readonly applicationId: string;
  readonly subjectName: string;
  readonly bound: boolean;
}
