import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { PhotoItem } from '../../session/phase-fields.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cameraPicture } from '../parts/camera-picture.ts';
import { cameraSwitch } from '../parts/camera-switch.ts';
import { type DocumentLook, documentDrawing, lookOf } from '../parts/document-drawing.ts';
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

/** The document by its own name where it has one: 身份证人像面, not 证件照片. */
function photoName(
  { words: { text } }: View,
  role: PhotoItem['role'],
  idType: PhaseOf<'photos'>['idType'],
): string {
  if (role !== 'id_document' && role !== 'id_document_back') return text.photo[role];
  if (idType === 'passport')
    return role === 'id_document' ? text.documentSide.passport_front : text.photo[role];
  return text.documentSide[`${idType}_${role === 'id_document' ? 'front' : 'back'}`];
}

/** The photo that was chosen, or what it is to show. */
function shown(view: View, phase: PhaseOf<'photos'>, { role, photo }: PhotoItem, name: string) {
  if (photo) return photoCanvas(photo, name);
  const look = lookOf(role, phase.idType);
  return look
    ? documentDrawing(look, view.words.fill(view.words.text.photos.example, { photo: name }))
    : nothing;
}

function stateOf(
  { words: { text } }: View,
  { looking }: PhaseOf<'photos'>,
  { role, photo, doubt }: PhotoItem,
) {
  if (looking === role) return text.photos.looking;
  return photo && !doubt ? `✓ ${text.photos.chosen}` : nothing;
}

function photoBox(view: View, phase: PhaseOf<'photos'>, item: PhotoItem) {
  const { words, send } = view;
  const text = words.text.photos;
  const { role, photo, required, doubt } = item;
  const name = photoName(view, role, phase.idType);
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
    ${shown(view, phase, item, name)}
    <p class="quiet small" role="status">${stateOf(view, phase, item)}</p>
    ${
      doubt
        ? html`<div class="box attention stack" part="doubt">
            <p role="alert">${words.text.photoDoubt[doubt]}</p>
            ${plainButton(text.keep, () => send({ kind: 'keep_photo', role }), {
              compact: true,
              ariaLabel: says(text.keep),
              name: `keep-${role}`,
            })}
          </div>`
        : nothing
    }
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

/** What keeps the photos from being sent: some are missing, or in doubt. */
function missingLine(view: View, phase: PhaseOf<'photos'>): string | null {
  const { words } = view;
  const list = (items: readonly PhotoItem[]) =>
    new Intl.ListFormat(words.locale).format(items.map(({ role }) => photoName(view, role, phase.idType)));
  const missing = phase.photos.filter(({ required, photo }) => required && !photo);
  if (missing.length > 0) return words.fill(words.text.photos.missing, { photos: list(missing) });
  const unsure = phase.photos.filter(({ doubt }) => doubt);
  return unsure.length > 0 ? words.fill(words.text.photos.unsure, { photos: list(unsure) }) : null;
}

/** Photos by camera or from the album; the way that needs no movements, or no face at all. */
export function photos(view: View, phase: PhaseOf<'photos'>) {
  const { words, send } = view;
  const text = words.text.photos;
  const missing = missingLine(view, phase);
  const submit = () => {
    view.change({ pressedEarly: true });
    if (phase.complete) send({ kind: 'next' });
  };
  return screen(view, phase, {
    title: words.fill(text[`title_${phase.method}`], { name: phase.subjectName }),
    body: html`<p>${text[`body_${phase.method}`]}</p>
      ${phase.photos.map((item) => photoBox(view, phase, item))}
      ${
        view.local.pressedEarly && missing
          ? html`<p class="box danger" id="missing" tabindex="-1">${missing}</p>`
          : nothing
      }`,
    actions: [
      primaryButton(text.submit, submit, { name: 'submit' }),
      phase.canHandOff
        ? plainButton(words.text.common.handOff, () => send({ kind: 'hand_off' }), { name: 'hand-off' })
        : nothing,
      plainButton(words.text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      }),
      plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}

/** What to do, above the picture, and what would help right now under it. */
function aimLines(view: View, phase: PhaseOf<'taking_photo'>, look: DocumentLook | null) {
  const { words } = view;
  const text = words.text.takingPhoto;
  const name = photoName(view, phase.role, phase.idType);
  const title = look ? words.fill(text.title_document, { photo: name }) : text.title_portrait;
  const hint = phase.hint && words.text.documentHint[phase.hint];
  return html`<div class="instruction">
    <div>
      <h2 id="title" part="heading" tabindex="-1">${title}</h2>
      <p class=${hint ? 'hint' : 'quiet'} part="hint" role="status">${hint ?? (look ? text.bodyDocument : text.body)}</p>
    </div>
  </div>`;
}

export function takingPhoto(view: View, phase: PhaseOf<'taking_photo'>) {
  const { words, send } = view;
  const text = words.text.takingPhoto;
  const look = lookOf(phase.role, phase.idType);
  return screen(view, phase, {
    title: '',
    heading: aimLines(view, phase, look),
    body: html`${cameraPicture({
      preview: phase.preview,
      mirrored: phase.mirrored,
      label: text.preview,
      shape: look ?? 'oval',
      progress: look ? phase.progress : null,
      progressLabel: words.fill(text.progress, { percent: words.percent(phase.progress) }),
    })}
    ${cameraSwitch(view, phase, text.camera)}`,
    actions: [
      phase.preview
        ? primaryButton(text.shutter, () => send({ kind: 'shutter' }), { name: 'shutter' })
        : busyButton(words.text.common.busy),
      plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
