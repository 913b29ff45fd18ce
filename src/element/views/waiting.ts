import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { waitingSign } from '../parts/signs.ts';
import { withdrawButton } from '../parts/waiting-actions.ts';
import type { View } from '../view.ts';

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
    body: html`${phase.status === 'awaiting_subject' ? html`<p>${text.body_awaiting_subject}</p>` : nothing}
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
