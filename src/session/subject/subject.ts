import { anySignal } from '../../base/deadline.ts';
import type { Application } from '../../protocol/application.ts';
import type { Method } from '../../protocol/common.ts';
import type { Walk } from '../flow.ts';
import { call } from '../login/call.ts';
import { canChangeMethod, changeMethod, type Subjected, type SubjectScene } from './subject-context.ts';
import { runSubjectLogin } from './subject-login.ts';

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

/** The code for the counter, for as long as it is good. */
export async function runAppointment(scene: SubjectScene): Promise<Subjected> {
  const { walk, client, application } = scene;
  const { code, qr, expires_at } = await client.appointment(application.id, { signal: walk.signal });
  const show = () =>
    walk.publish({
      kind: 'appointment',
      subjectName: application.subject_name,
      code,
      qr,
      until: expires_at,
      canChangeMethod: canChangeMethod(scene),
      offline: scene.offline,
    });
  for (;;) {
    scene.onOffline(show);
    show();
    const asked = await walk.inbox.once(
      ['choose_method', 'withdraw', 'back', 'back_to_family'],
      walk.signal,
      ({ kind }) => kind,
    );
    scene.onOffline(() => {});
    if (asked === 'withdraw') return { kind: 'withdraw' };
    if (asked !== 'choose_method') return { kind: 'left' };
    const changed = await changeMethod(scene);
    if (changed) return changed;
  }
}
