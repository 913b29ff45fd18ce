import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { withdrawButton } from '../parts/actions.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { busySign, successSign, waitingSign } from '../parts/signs.ts';
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

function titleOf({ words }: View, phase: PhaseOf<'waiting'>): string {
  const text = words.text.waiting;
  if (phase.status === 'awaiting_subject') {
    return words.fill(text.title_awaiting_subject, { name: phase.subjectName });
  }
  return phase.status === 'manual_review' ? text.title_manual_review : text.title;
}

export function waiting(view: View, phase: PhaseOf<'waiting'>) {
  const { words } = view;
  const text = words.text.waiting;
  return screen(view, phase, {
    sign: waitingSign(),
    title: titleOf(view, phase),
    body: html`<p class="spoken-only" role="status">${titleOf(view, phase)}</p>
      ${phase.status === 'awaiting_subject' ? html`<p>${text.body_awaiting_subject}</p>` : nothing}
      <p>${text.body}</p>
      ${
        phase.estimatedAt === null
          ? nothing
          : html`<p class="quiet">${words.fill(text.estimate, { time: words.moment(phase.estimatedAt) })}</p>`
      }
      ${
        phase.reviewUntil === null
          ? nothing
          : html`<p class="quiet">${words.fill(text.reviewUntil, { time: words.moment(phase.reviewUntil) })}</p>`
      }
      ${
        phase.offline
          ? html`<p class="box attention" role="status">${words.text.common.offline}</p>`
          : nothing
      }`,
    actions: [
      primaryButton(words.text.common.backToFamily, () => view.send({ kind: 'back_to_family' }), {
        name: 'family',
      }),
      withdrawButton(view),
    ],
  });
}

/** The main button keeps things as they are; the one that cannot be undone is the plain one. */
export function confirmWithdraw(view: View, phase: PhaseOf<'confirm_withdraw'>) {
  const { words, send } = view;
  const text = words.text.withdraw;
  return screen(view, phase, {
    title: words.fill(text.title, { name: phase.subjectName }),
    body: html`<p>${text.body}</p>`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.keep, () => send({ kind: 'back' }), { name: 'back' }),
          plainButton(text.confirm, () => send({ kind: 'confirm' }), { name: 'confirm', danger: true }),
        ],
  });
}

export function withdrawn(view: View, phase: PhaseOf<'withdrawn'>) {
  const { words } = view;
  const text = words.text.withdraw;
  return screen(view, phase, {
    sign: successSign(),
    title: text.doneTitle,
    body: html`<p>${words.fill(text.doneBody, { name: phase.subjectName })}</p>`,
    actions: primaryButton(words.text.common.backToFamily, () => view.send({ kind: 'back_to_family' }), {
      name: 'family',
    }),
  });
}
