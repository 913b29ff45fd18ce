import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { methodList } from '../parts/actions.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign, successSign } from '../parts/signs.ts';
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

/** The methods without a face come first; the camera stays possible, below them. */
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

export function captured(view: View, phase: PhaseOf<'captured'>) {
  const { words } = view;
  const text = words.text.captured;
  return screen(view, phase, {
    sign: successSign(),
    title: text.title,
    body: html`<p>${words.fill(text.body, { name: phase.subjectName })}</p>`,
  });
}
