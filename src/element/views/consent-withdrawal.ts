import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { successSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

/** The main button keeps things as they are; the one that cannot be undone is the plain one. */
export function confirmConsentWithdrawal(view: View, phase: PhaseOf<'confirm_consent_withdrawal'>) {
  const { words, send } = view;
  const text = words.text.withdrawConsent;
  return screen(view, phase, {
    title: words.fill(text.title, { name: phase.subjectName }),
    body: html`<p>${text.body}</p>
      <p class="box">${phase.bound ? text.bodyBound : text.bodyDecided}</p>`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.keep, () => send({ kind: 'back' }), { name: 'back' }),
          plainButton(text.confirm, () => send({ kind: 'confirm' }), { name: 'confirm', danger: true }),
        ],
  });
}

export function consentWithdrawn(view: View, phase: PhaseOf<'consent_withdrawn'>) {
  const { words, send } = view;
  const text = words.text.withdrawConsent;
  return screen(view, phase, {
    sign: successSign(),
    title: text.doneTitle,
    body: html`<p>${words.fill(text.doneBody, { name: phase.subjectName })}</p>
      ${phase.bound ? html`<p class="box">${text.doneBound}</p>` : nothing}`,
    actions: [
      primaryButton(words.text.common.backToFamily, () => send({ kind: 'back_to_family' }), {
        name: 'family',
      }),
      phase.bound
        ? plainButton(words.text.card.unbind, () => send({ kind: 'unbind' }), {
            name: 'unbind',
            danger: true,
          })
        : nothing,
    ],
  });
}
