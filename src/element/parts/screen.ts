import { html, nothing, type TemplateResult } from 'lit';
import type { Phase } from '../../session/phase.ts';
import type { View } from '../view.ts';
import { steps } from './steps.ts';
import { testMark } from './test-mark.ts';

export type Content = TemplateResult | string | typeof nothing | readonly Content[];

interface ScreenParts {
  readonly title: string;
  /** Beside the title, above everything else: a big sign of how things stand. */
  readonly sign?: Content;
  /** Replaces the plain heading; must hold the `h2` with `id="title"` and `tabindex="-1"`. */
  readonly heading?: Content;
  readonly body?: Content;
  /** The buttons, the main one first. */
  readonly actions?: Content;
}

/** The frame of every screen: test mark, steps, heading, body, buttons at the thumb. */
export function screen(view: View, phase: Phase, parts: ScreenParts): TemplateResult {
  return html`<section class="screen" part="screen" aria-labelledby="title">
    ${testMark(view, phase.testSystem)} ${steps(view, phase.stage)} ${parts.sign ?? nothing}
    ${parts.heading ?? html`<h2 id="title" part="heading" tabindex="-1">${parts.title}</h2>`}
    ${parts.body ?? nothing}
    ${parts.actions ? html`<div class="actions" part="actions">${parts.actions}</div>` : nothing}
  </section>`;
}
