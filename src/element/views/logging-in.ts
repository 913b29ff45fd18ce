import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { busySign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export function loggingIn(view: View, phase: PhaseOf<'logging_in'>) {
  const text = view.words.text.loggingIn;
  return screen(view, phase, {
    sign: busySign(),
    title: text[`title_${phase.reason}`],
    body: html`<p>${phase.reason === 'relative' ? text.body_relative : text.body}</p>
      ${phase.reason === 'step_up' ? html`<p>${text.kept}</p>` : nothing}
      <p class="quiet">${text.noWindow}</p>`,
    actions: plainButton(text.cancel, () => view.send({ kind: 'cancel_login' }), { name: 'cancel' }),
  });
}
