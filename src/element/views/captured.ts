import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { screen } from '../parts/screen.ts';
import { successSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export function captured(view: View, phase: PhaseOf<'captured'>) {
  const { words } = view;
  const text = words.text.captured;
  return screen(view, phase, {
    sign: successSign(),
    title: text.title,
    body: html`<p>${words.fill(text.body, { name: phase.subjectName })}</p>`,
  });
}
