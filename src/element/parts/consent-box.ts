import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';

type ConsentItem = PhaseOf<'consent'>['consents'][number];

/** One notice, word for word as the backend gives it, with a box of its own that nobody ticks but the person. */
export function consentBox(view: View, item: ConsentItem, subjectName: string) {
  const { words } = view;
  const label = words.fill(words.text.consentLabel[item.givenBy], { name: subjectName, title: item.title });
  const onChange = (event: Event) => {
    const accepted = (event.target as HTMLInputElement).checked;
    view.send({ kind: 'set_consent', noticeId: item.noticeId, accepted });
  };
  return html`<div class="box stack" part="notice">
    <h3>${item.title}</h3>
    <div class="notice-text" part="notice-text">${item.text}</div>
    <label class="check">
      <input
        type="checkbox"
        name=${`consent-${item.noticeId}`}
        .checked=${live(item.accepted)}
        @change=${onChange}
      />
      <span>${label}</span>
    </label>
  </div>`;
}
