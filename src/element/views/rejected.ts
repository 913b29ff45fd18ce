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
  // The same way would end the same: another one leads.
  const leadsElsewhere = phase.reason === 'subject_unreachable' && phase.otherMethods.length > 0;
  const retry = () => send({ kind: 'retry' });
  const otherMethod = () => send({ kind: 'choose_method', method: null });
  return screen(view, phase, {
    sign: attentionSign(),
    title: text.rejected.title,
    body: html`<p>${text.reason[phase.reason]}</p>
      <p class="box">${text.reasonTodo[phase.reason]}</p>`,
    actions: [
      leadsElsewhere
        ? primaryButton(text.common.otherMethod, otherMethod, { name: 'other-method' })
        : phase.canRetry
          ? primaryButton(text.rejected.retry, retry, { name: 'retry' })
          : primaryButton(text.common.backToFamily, home, { name: 'family' }),
      phase.otherMethods.length > 0 && !leadsElsewhere
        ? plainButton(text.common.otherMethod, otherMethod, { name: 'other-method' })
        : nothing,
      phase.canAppeal
        ? plainButton(text.rejected.appeal, () => send({ kind: 'appeal' }), { name: 'appeal' })
        : nothing,
      phase.canRetry ? plainButton(text.common.backToFamily, home, { name: 'family' }) : nothing,
      phase.canWithdrawConsent ? withdrawConsentButton(view) : nothing,
    ],
  });
}
