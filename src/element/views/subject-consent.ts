import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { consentBox } from '../parts/consent-box.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** The one screen that speaks to the relative: who asks, and for what. Nothing is ticked for them. */
export function subjectConsent(view: View, phase: PhaseOf<'subject_consent'>) {
  const { words, send } = view;
  const text = words.text.subjectConsent;
  const values = { name: phase.subjectName, operator: phase.operatorName };
  const rows = [
    [text.operator, phase.operatorName],
    [words.fill(text.relationship, values), words.pick(phase.relationship)],
    [text.you, phase.subjectName],
  ];
  const agree = () => {
    view.change({ pressedEarly: true });
    if (phase.complete) send({ kind: 'agree' });
  };
  return screen(view, phase, {
    title: words.fill(text.title, values),
    body: html`<p>${words.fill(text.asks, values)}</p>
      <dl class="box summary" part="summary">
        ${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${repeat(
        phase.consents,
        ({ noticeId }) => noticeId,
        (item) => consentBox(view, { ...item, givenBy: 'operator' }, phase.subjectName),
      )}
      ${
        view.local.pressedEarly && !phase.complete && !phase.busy
          ? html`<p class="box danger" id="missing" tabindex="-1">${text.missing}</p>`
          : nothing
      }`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.agree, agree, { name: 'agree' }),
          plainButton(text.decline, () => send({ kind: 'decline' }), { name: 'decline' }),
          plainButton(text.back, () => send({ kind: 'back' }), { name: 'back' }),
        ],
  });
}
