import { anySignal } from '../base/any-signal.ts';
import type { Application } from '../protocol/application.ts';
import type { Method } from '../protocol/common.ts';
import { call } from './call.ts';
import { runAppointment } from './run-appointment.ts';
import { runSubjectLogin } from './run-subject-login.ts';
import type { Subjected, SubjectScene } from './subject-scene.ts';
import type { Walk } from './walk.ts';

/** While an application waits for the relative: shows how they can answer, and asks the backend whether they have. */
export function runSubject(
  walk: Walk,
  application: Application,
  methods: readonly Method[],
): Promise<Subjected> {
  return call(walk, async (client) => {
    const over = new AbortController();
    const signal = anySignal([walk.signal, over.signal]);
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
      .then((changed): Subjected => ({ kind: 'moved', application: changed }));
    const scene: SubjectScene = {
      walk: Object.create(walk, { signal: { value: signal } }) as Walk,
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
    const asked = application.method === 'in_person' ? runAppointment(scene) : runSubjectLogin(scene);
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
