import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { screen } from '../parts/screen.ts';
import { busySign } from '../parts/signs.ts';
import type { View } from '../view.ts';

export const starting = (view: View, phase: PhaseOf<'starting'>) =>
  screen(view, phase, {
    sign: busySign(),
    title: view.words.text.starting.title,
    body: html`<p>${view.words.text.starting.body}</p>`,
  });
