import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign } from '../parts/signs.ts';
import { withdrawConsentButton } from '../parts/waiting-actions.ts';
import type { View } from '../view.ts';

export function rejected(view: View, phase: PhaseOf<'rejected'>) {
  const { words, send } = view;
  const { text } = words;
  const home = () => send({ kind: 'back_to_family' });
  return screen(view, phase, {
    sign: attentionSign(),
    title: text.rejected.title,
    body: html`<p>${text.reason[phase.reason]}</p>
      <p class="box">${text.reasonTodo[phase.reason]}</p>`,
    actions: [
      phase.canRetry
        ? primaryButton(text.rejected.retry, () => send({ kind: 'retry' }), { name: 'retry' })
        : primaryButton(text.common.backToFamily, home, { name: 'family' }),
      phase.otherMethods.length > 0
        ? plainButton(text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
            name: 'other-method',
          })
        : nothing,
      phase.canAppeal
        ? plainButton(text.rejected.appeal, () => send({ kind: 'appeal' }), { name: 'appeal' })
        : nothing,
      phase.canRetry ? plainButton(text.common.backToFamily, home, { name: 'family' }) : nothing,
      phase.canWithdrawConsent ? withdrawConsentButton(view) : nothing,
    ],
  });
}
