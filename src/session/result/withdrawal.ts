import type { Application } from '../../protocol/application.ts';
import { BackendError } from '../../protocol/problem.ts';
import { discoveryOf, type Walk } from '../flow.ts';
import { call } from '../login/call.ts';
import { showProblem } from '../problem/show-problem.ts';

/**
 * Asks whether an application is to be taken back, and takes it back.
 *
 * @returns whether it is; it may have been decided meanwhile.
 */
export async function runWithdraw(walk: Walk, application: Application): Promise<boolean> {
  const subjectName = application.subject_name;
  for (;;) {
    walk.publish({ kind: 'confirm_withdraw', subjectName, busy: false });
    const answer = await walk.inbox.once(['confirm', 'back'], walk.signal, ({ kind }) => kind);
    if (answer === 'back') return false;
    walk.publish({ kind: 'confirm_withdraw', subjectName, busy: true });
    try {
      await call(walk, (client) => client.withdraw(application.id, { signal: walk.signal }));
      break;
    } catch (error) {
      if (error instanceof BackendError && error.code === 'state_conflict') return false;
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return false;
    }
  }
  walk.publish({ kind: 'withdrawn', subjectName });
  await walk.inbox.once(['back_to_family', 'back'], walk.signal, () => null);
  return true;
}

/** Whether the backend takes consents back after a decision. */
export const canWithdrawConsent = (walk: Walk): boolean =>
  discoveryOf(walk).profiles.includes('consent-withdrawal');

/**
 * Asks whether the consents of an application that is decided are to be withdrawn, and withdraws them.
 *
 * @param bound whether a card is bound by it, which stays.
 * @returns `unbind` where the person wants the card unbound, too.
 */
export async function runConsentWithdrawal(
  walk: Walk,
  { applicationId, subjectName, bound }: ConsentWithdrawal,
): Promise<'kept' | 'withdrawn' | 'unbind'> {
  for (;;) {
    walk.publish({ kind: 'confirm_consent_withdrawal', subjectName, bound, busy: false });
    const answer = await walk.inbox.once(['confirm', 'back'], walk.signal, ({ kind }) => kind);
    if (answer === 'back') return 'kept';
    walk.publish({ kind: 'confirm_consent_withdrawal', subjectName, bound, busy: true });
    try {
      await call(walk, (client) => client.withdrawConsent(applicationId, { signal: walk.signal }));
      break;
    } catch (error) {
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return 'kept';
    }
  }
  walk.publish({ kind: 'consent_withdrawn', subjectName, bound });
  const asked = bound
    ? (['unbind', 'back_to_family', 'back'] as const)
    : (['back_to_family', 'back'] as const);
  const next = await walk.inbox.once(asked, walk.signal, ({ kind }) => kind);
  return next === 'unbind' ? next : 'withdrawn';
}

interface ConsentWithdrawal {
  readonly applicationId: string;
  readonly subjectName: string;
  readonly bound: boolean;
}
