import type { Application } from '../protocol/application.ts';
import { BackendError } from '../protocol/problem.ts';
import { call } from './call.ts';
import { showProblem } from './show-problem.ts';
import type { Walk } from './walk.ts';

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
