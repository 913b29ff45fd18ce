import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { successSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

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
