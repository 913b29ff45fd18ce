import type { Application } from '../protocol/application.ts';
import { call } from './call.ts';
import { showProblem } from './show-problem.ts';
import type { Walk } from './walk.ts';

/** One appeal in the person's own words; `null` when they turn back. */
export async function runAppeal(walk: Walk, application: Application): Promise<Application | null> {
  const subjectName = application.subject_name;
  const ear = walk.inbox.listen(['send_appeal', 'back']);
  try {
    for (;;) {
      walk.publish({ kind: 'appealing', subjectName, busy: false });
      const request = await ear.next(walk.signal);
      if (request.kind === 'back') return null;
      const text = request.text.trim();
      if (text === '') continue;
      walk.publish({ kind: 'appealing', subjectName, busy: true });
      try {
        return await call(walk, (client) => client.appeal(application.id, text, { signal: walk.signal }));
      } catch (error) {
        if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return null;
        ear.clear();
      }
    }
  } finally {
    ear.close();
  }
}
