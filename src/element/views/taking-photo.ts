import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cameraPicture } from '../parts/camera-picture.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

export function takingPhoto(view: View, phase: PhaseOf<'taking_photo'>) {
  const text = view.words.text.takingPhoto;
  return screen(view, phase, {
    title: text[`title_${phase.role}`],
    body: html`<p>${text.body}</p>
      ${cameraPicture({
        preview: phase.preview,
        mirrored: phase.mirrored,
        label: text.preview,
        shape: phase.role === 'portrait' ? 'oval' : 'document',
        progress: null,
      })}`,
    actions: [
      phase.preview
        ? primaryButton(text.shutter, () => view.send({ kind: 'shutter' }), { name: 'shutter' })
        : busyButton(view.words.text.common.busy),
      plainButton(view.words.text.common.back, () => view.send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
