import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton } from '../parts/buttons.ts';
import { methodList } from '../parts/method-list.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

/** The ways without a face come first; the camera stays possible, below them. */
export function slowDevice(view: View, phase: PhaseOf<'slow_device'>) {
  const { words, send } = view;
  const { slowDevice: text, common } = words.text;
  const others = phase.methods.length > 0;
  const camera = others ? text.camera : text.cameraOnly;
  return screen(view, phase, {
    sign: attentionSign(),
    title: text.title,
    body: html`<p>${others ? text.otherWays : text.body}</p>
      ${others ? methodList(view, phase.methods, null) : nothing}
      <p class="box">${phase.cameraWorks ? words.fill(camera, { name: phase.subjectName }) : text.noCamera}</p>`,
    actions: [
      plainButton(phase.cameraWorks ? text.useCamera : text.tryAgain, () => send({ kind: 'open_camera' }), {
        name: 'open-camera',
      }),
      plainButton(common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
