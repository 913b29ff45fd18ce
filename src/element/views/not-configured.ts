import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

/** Which attributes the page has not set, for whoever builds it. */
export const notConfigured = (view: View, phase: PhaseOf<'problem'>, missing: readonly string[]) =>
  screen(view, phase, {
    sign: attentionSign(),
    title: view.words.text.configuration.title,
    body: html`<p>${view.words.fill(view.words.text.configuration.body, { missing: missing.join(', ') })}</p>
      <p class="quiet small" part="code">${view.words.fill(view.words.text.common.code, { code: phase.code })}</p>`,
  });
