import { call } from './call.ts';
import { showProblem } from './show-problem.ts';
import { discoveryOf, type Walk } from './walk.ts';

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
