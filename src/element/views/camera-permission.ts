import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** Said before the browser asks, so that the browser's own question is no surprise. */
export function cameraPermission(view: View, phase: PhaseOf<'camera_permission'>) {
  const { text } = view.words;
  return screen(view, phase, {
    title: phase.asking ? text.permission.titleAsking : text.permission.title,
    body: html`<p>${phase.asking ? text.permission.bodyAsking : text.permission.body}</p>`,
    actions: [
      phase.asking
        ? nothing
        : primaryButton(text.permission.ok, () => view.send({ kind: 'allow_camera' }), { name: 'allow' }),
      plainButton(text.common.otherMethod, () => view.send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      }),
      plainButton(text.common.back, () => view.send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
