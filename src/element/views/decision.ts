import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhaseOf } from '../../session/phase.ts';
import { withdrawConsentButton } from '../parts/actions.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cardPicture } from '../parts/card-picture.ts';
import { describedBy, field, invalid } from '../parts/field.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign, successSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export function approved(view: View, phase: PhaseOf<'approved'>) {
  const { words, send } = view;
  const text = words.text.approved;
  return screen(view, phase, {
    sign: successSign(),
    title: text.title,
    body: html`<p>${words.fill(text.body, { name: phase.subjectName })}</p>
      ${cardPicture(view, phase)}`,
    actions: [
      primaryButton(text.more, () => send({ kind: 'show_card' }), { name: 'card' }),
      plainButton(words.text.common.backToFamily, () => send({ kind: 'back_to_family' }), { name: 'family' }),
    ],
  });
}

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
    body: html`<p>${words.wordFor('reason', phase.reason)}</p>
      <p class="box">${words.wordFor('reasonTodo', phase.reason)}</p>`,
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

export function expired(view: View, phase: PhaseOf<'expired'>) {
  const { words, send } = view;
  const { text } = words;
  const home = () => send({ kind: 'back_to_family' });
  return screen(view, phase, {
    sign: attentionSign(),
    title: text.expired.title,
    body: html`<p>${words.fill(text.expired.body, { name: phase.subjectName })}</p>
      <p class="box">${text.reasonTodo.review_expired}</p>`,
    actions: [
      phase.canRetry
        ? primaryButton(text.expired.retry, () => send({ kind: 'retry' }), { name: 'retry' })
        : primaryButton(text.common.backToFamily, home, { name: 'family' }),
      phase.otherMethods.length > 0
        ? plainButton(text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
            name: 'other-method',
          })
        : nothing,
      phase.canRetry ? plainButton(text.common.backToFamily, home, { name: 'family' }) : nothing,
      phase.canWithdrawConsent ? withdrawConsentButton(view) : nothing,
    ],
  });
}

/** `AppealSchema` of the protocol. */
const MAX_CHARACTERS = 500;

export function appealing(view: View, phase: PhaseOf<'appealing'>) {
  const { words, send, local } = view;
  const { text } = words;
  const written = local.appealText.trim();
  const options = {
    id: 'appeal',
    label: text.appealing.label,
    help: words.fill(text.appealing.help, { n: MAX_CHARACTERS }),
    error: local.pressedEarly && written === '' ? text.appealing.missing : undefined,
  };
  const onInput = (event: Event) => view.change({ appealText: (event.target as HTMLTextAreaElement).value });
  const submit = () => {
    view.change({ pressedEarly: true });
    if (written !== '') send({ kind: 'send_appeal', text: written });
  };
  return screen(view, phase, {
    title: text.appealing.title,
    body: html`<p>${text.appealing.body}</p>
      ${field(
        options,
        html`<textarea
          id="appeal"
          name="appeal"
          part="input"
          maxlength=${MAX_CHARACTERS}
          aria-required="true"
          aria-invalid=${invalid(options)}
          aria-describedby=${describedBy(options)}
          .value=${live(local.appealText)}
          @input=${onInput}
        ></textarea>`,
      )}`,
    actions: [
      phase.busy
        ? busyButton(text.common.busy)
        : primaryButton(text.appealing.send, submit, { name: 'send-appeal' }),
      plainButton(text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
