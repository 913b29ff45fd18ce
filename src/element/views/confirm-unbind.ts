import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cardPicture } from '../parts/card-picture.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** The main button keeps things as they are; the one that cannot be undone is the plain one. */
export function confirmUnbind(view: View, phase: PhaseOf<'confirm_unbind'>) {
  const { words, send } = view;
  const text = words.text.unbind;
  return screen(view, phase, {
    title: words.fill(text.title, { name: phase.card.name }),
    body: html`<p>${text.body}</p>
      ${cardPicture(view, phase)}`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.keep, () => send({ kind: 'back' }), { name: 'back' }),
          plainButton(text.confirm, () => send({ kind: 'confirm' }), { name: 'confirm', danger: true }),
        ],
  });
}
