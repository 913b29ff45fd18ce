import { canChangeMethod, changeMethod, type Subjected, type SubjectScene } from './subject-scene.ts';

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
