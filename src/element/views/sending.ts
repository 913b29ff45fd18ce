import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { screen } from '../parts/screen.ts';
import { busySign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export function sending(view: View, phase: PhaseOf<'sending'>) {
  const { words } = view;
  const { text } = words;
  const percent = words.percent(phase.percent / 100);
  return screen(view, phase, {
    sign: busySign(),
    title: text.sending.title,
    body: html`<progress max="100" .value=${phase.percent} aria-label=${text.sending.title}></progress>
      <p>${percent}</p>
      ${
        phase.offline
          ? html`<p class="box attention" role="status">${text.common.offline}</p>`
          : html`<p class="quiet">${text.sending.body}</p>`
      }`,
  });
}
