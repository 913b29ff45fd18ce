import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { copyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { busySign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export const starting = (view: View, phase: PhaseOf<'starting'>) =>
  screen(view, phase, {
    sign: busySign(),
    title: view.words.text.starting.title,
    body: html`<p>${view.words.text.starting.body}</p>`,
  });

/** Told before anything is asked for: whoever has to go elsewhere for the camera should not have to do it all twice. */
function inAppNotice(view: View) {
  const { words, browser } = view;
  if (browser.app === null) return nothing;
  const text = words.text.inApp;
  return html`<div class="box attention stack">
    <p>${words.fill(text.note, { app: words.text.browser[browser.app] })}</p>
    <p>${text.how}</p>
    ${copyButton(view, text.copy, location.href)}
  </div>`;
}

export function welcome(view: View, phase: PhaseOf<'welcome'>) {
  const { words, send } = view;
  const { text } = words;
  return screen(view, phase, {
    title: text.welcome.title,
    body: html`${inAppNotice(view)}
      <p>${text.welcome.body}</p>
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

export function loggingIn(view: View, phase: PhaseOf<'logging_in'>) {
  const text = view.words.text.loggingIn;
  return screen(view, phase, {
    sign: busySign(),
    title: text[`title_${phase.reason}`],
    body: html`<p>${phase.reason === 'subject' ? text.body_subject : text.body}</p>
      ${phase.reason === 'step_up' ? html`<p>${text.kept}</p>` : nothing}
      <p class="quiet">${text.noWindow}</p>`,
    actions: plainButton(text.cancel, () => view.send({ kind: 'cancel_login' }), { name: 'cancel' }),
  });
}
