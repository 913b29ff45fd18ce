import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { consentBox } from '../parts/consent-box.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

function summary({ words }: View, { summary: told, method }: PhaseOf<'consent'>) {
  const { text } = words;
  const rows = [
    [text.consent.name, told.name],
    [text.consent.idType, words.pick(told.idType)],
    [text.consent.number, told.number],
    [text.consent.relationship, words.pick(told.relationship)],
    [text.consent.method, text.method[method]],
  ];
  return html`<dl class="box summary" part="summary">
      ${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
    </dl>
    ${told.nameRewritten ? html`<p class="box attention">${text.consent.nameRewritten}</p>` : nothing}`;
}

/** The way on without a face, named as such while a face is what is asked for. */
function otherWay(view: View, phase: PhaseOf<'consent'>) {
  if (phase.otherMethods.length === 0) return nothing;
  const { text } = view.words;
  const label =
    phase.method === 'face_liveness' && phase.otherMethods.includes('document_review')
      ? text.consent.withoutFace
      : text.common.otherMethod;
  return plainButton(label, () => view.send({ kind: 'choose_method', method: null }), {
    name: 'other-method',
  });
}

export function consent(view: View, phase: PhaseOf<'consent'>) {
  const { words, send } = view;
  const text = words.text.consent;
  const name = phase.subjectName;
  const agree = () => {
    view.change({ pressedEarly: true });
    if (phase.complete) send({ kind: 'agree' });
  };
  return screen(view, phase, {
    title: text.title,
    body: html`${summary(view, phase)}
      <p class="quiet small">${words.fill(text.controller, { controller: words.pick(phase.controllerName) })}</p>
      ${
        phase.guardianUnder === null
          ? nothing
          : html`<p class="box attention">
              ${words.fill(text.guardian, { name, age: phase.guardianUnder })}
            </p>`
      }
      ${phase.faceSetAside ? html`<p class="box attention">${text.faceSetAside}</p>` : nothing}
      <h3>${words.fill(text.noticesTitle, { name })}</h3>
      ${repeat(
        phase.consents,
        ({ noticeId }) => noticeId,
        (item) => consentBox(view, item, name),
      )}
      ${
        view.local.pressedEarly && !phase.complete && !phase.busy
          ? html`<p class="box danger" id="missing" tabindex="-1">${text.missing}</p>`
          : nothing
      }`,
    actions: [
      phase.busy
        ? busyButton(words.text.common.busy)
        : primaryButton(text[`agree_${phase.method}`], agree, { name: 'agree' }),
      otherWay(view, phase),
      plainButton(text.change, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
