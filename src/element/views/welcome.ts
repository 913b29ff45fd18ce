import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

export function welcome(view: View, phase: PhaseOf<'welcome'>) {
  const { words, send } = view;
  const { text } = words;
  return screen(view, phase, {
    title: text.welcome.title,
    body: html`<p>${text.welcome.body}</p>
      <p class="box">${text.welcome.privacy}</p>
      <p class="quiet small">${words.fill(text.welcome.controller, { controller: words.pick(phase.controllerName) })}</p>`,
    actions: [
      primaryButton(text.welcome.login, () => send({ kind: 'login' }), { name: 'login' }),
      phase.canRegister
        ? plainButton(text.welcome.register, () => send({ kind: 'register' }), { name: 'register' })
        : nothing,
    ],
  });
}
