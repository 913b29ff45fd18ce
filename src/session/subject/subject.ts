import { anySignal } from '../../base/deadline.ts';
import type { Application } from '../../protocol/application.ts';
import type { Method } from '../../protocol/common.ts';
import type { Flow } from '../flow.ts';
import { call } from '../login/call.ts';
import {
  canChangeMethod,
  changeMethod,
  type SubjectContext,
  type SubjectOutcome,
} from './subject-context.ts';
import { runSubjectLogin } from './subject-login.ts';

/** While an application waits for the subject: shows how they can answer, and asks the backend whether they have. */
export function runSubject(
  flow: Flow,
  application: Application,
  methods: readonly Method[],
): Promise<SubjectOutcome> {
  return call(flow, async (client) => {
    const over = new AbortController();
    const signal = anySignal([flow.signal, over.signal]);
    let offline = false;
    let show = () => {};
    const moved = client
      .waitForDecision(application.id, {
        signal,
        until: ({ status }) => status !== 'awaiting_subject',
        onOffline: (isOffline) => {
          offline = isOffline;
          show();
        },
      })
      .then((changed): SubjectOutcome => ({ kind: 'moved', application: changed }));
    const context: SubjectContext = {
      flow: { ...flow, signal },
      client,
      application,
      methods,
      get offline() {
        return offline;
      },
      onOffline: (listener) => {
        show = listener;
      },
    };
    const asked = application.method === 'in_person' ? runAppointment(context) : runSubjectLogin(context);
    const settled = Promise.allSettled([moved, asked]);
    try {
      return await Promise.race([moved, asked]);
    } finally {
      show = () => {};
      over.abort();
      await settled;
    }
  });
}

/** The code for the counter, for as long as it is good. */
async function runAppointment(context: SubjectContext): Promise<SubjectOutcome> {
  const { flow, client, application } = context;
  const { code, qr, expires_at } = await client.appointment(application.id, { signal: flow.signal });
  const show = () =>
    flow.publish({
      kind: 'appointment',
      subjectName: application.subject_name,
      code,
      qr,
      until: expires_at,
      canChangeMethod: canChangeMethod(context),
      offline: context.offline,
    });
  for (;;) {
    context.onOffline(show);
    show();
    const asked = await flow.requests.once(
      ['choose_method', 'withdraw', 'back', 'back_to_family'],
      flow.signal,
      ({ kind }) => kind,
    );
    context.onOffline(() => {});
    if (asked === 'withdraw') return { kind: 'withdraw' };
    if (asked !== 'choose_method') return { kind: 'left' };
    const changed = await changeMethod(context);
    if (changed) return changed;
  }
}
