import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { cardPicture } from '../parts/card-picture.ts';
import { screen } from '../parts/screen.ts';
import { successSign } from '../parts/signs.ts';
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
