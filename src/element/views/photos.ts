import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { PhotoItem } from '../../session/phase-fields.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cameraPicture } from '../parts/camera-picture.ts';
import { photoCanvas } from '../parts/photo-canvas.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

function chooseFile(view: View, role: PhotoItem['role'], label: string, described: string | null) {
  const onChange = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const photo = input.files?.[0];
    if (photo) view.send({ kind: 'set_photo', role, photo });
    input.value = '';
  };
  return html`<span class="button compact file" part="button button-plain">
    <span aria-hidden="true">${view.words.text.photos.choose}</span>
    <input
      type="file"
      accept="image/*"
      name=${role}
      aria-label=${label}
      aria-describedby=${described ?? nothing}
      @change=${onChange}
    />
  </span>`;
}

function photoBox(view: View, phase: PhaseOf<'photos'>, item: PhotoItem) {
  const { words, send } = view;
  const text = words.text.photos;
  const { role, photo, required } = item;
  const name = words.text.photo[role];
  const error = phase.photoErrors[role];
  const says = (action: string) => words.fill(text.rowAction, { action, photo: name });
  const shoot = photo ? text.again : text.take;
  return html`<div class="box stack photo" part="photo" role="group" aria-label=${name}>
    <h3>${name}${required ? nothing : html` <span class="quiet small">${words.text.common.optional}</span>`}</h3>
    ${
      error
        ? html`<p class="field"><span class="error" role="alert" id="${role}-error">${words.text.photoError[error]}</span></p>`
        : nothing
    }
    ${photo ? photoCanvas(photo, name) : nothing}
    <p class="quiet small" role="status">${photo ? `✓ ${text.chosen}` : nothing}</p>
    <div class="switch-row">
      ${plainButton(shoot, () => send({ kind: 'take_photo', role }), {
        compact: true,
        ariaLabel: says(shoot),
        name: `take-${role}`,
      })}
      ${chooseFile(view, role, says(text.choose), error ? `${role}-error` : null)}
      ${
        photo
          ? plainButton(text.remove, () => send({ kind: 'set_photo', role, photo: null }), {
              compact: true,
              ariaLabel: says(text.remove),
              name: `remove-${role}`,
            })
          : nothing
      }
    </div>
  </div>`;
}

/** Photos by camera or from the album; the way that needs no movements, or no face at all. */
export function photos(view: View, phase: PhaseOf<'photos'>) {
  const { words, send } = view;
  const text = words.text.photos;
  const missing = phase.photos.filter(({ required, photo }) => required && !photo);
  const names = new Intl.ListFormat(words.locale).format(missing.map(({ role }) => words.text.photo[role]));
  const submit = () => {
    view.change({ pressedEarly: true });
    if (phase.complete) send({ kind: 'next' });
  };
  return screen(view, phase, {
    title: words.fill(text[`title_${phase.method}`], { name: phase.subjectName }),
    body: html`<p>${text[`body_${phase.method}`]}</p>
      ${phase.photos.map((item) => photoBox(view, phase, item))}
      ${
        view.local.pressedEarly && missing.length > 0
          ? html`<p class="box danger" id="missing" tabindex="-1">
              ${words.fill(text.missing, { photos: names })}
            </p>`
          : nothing
      }`,
    actions: [
      primaryButton(text.submit, submit, { name: 'submit' }),
      plainButton(words.text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      }),
      plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}

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
