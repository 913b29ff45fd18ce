import { html, nothing, type TemplateResult } from 'lit';
import type { Phase } from '../../session/phase.ts';
import type { View } from '../view.ts';

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
export const screen = (view: View, phase: Phase, parts: ScreenParts): TemplateResult =>
  bareScreen(parts, html`${testMark(view, phase.testSystem)} ${steps(view, phase.stage)}`);

/** As long as nothing is known of the flow. */
export function bareScreen(parts: ScreenParts, top: Content = nothing): TemplateResult {
  return html`<section class="screen" part="screen" aria-labelledby="title">
    ${top} ${parts.sign ?? nothing}
    ${parts.heading ?? html`<h2 id="title" part="heading" tabindex="-1">${parts.title}</h2>`}
    ${parts.body ?? nothing}
    ${parts.actions ? html`<div class="actions" part="actions">${parts.actions}</div>` : nothing}
  </section>`;
}

const STAGES = ['login', 'details', 'face', 'result'] as const;

/** Where the flow stands: 1 登录 · 2 家人信息 · 3 人脸识别 · 4 审核结果. */
function steps({ words: { text } }: View, stage: Phase['stage']) {
  if (stage === null) return nothing;
  const now = STAGES.indexOf(stage);
  return html`<ol class="steps" part="steps" aria-label=${text.common.steps}>
    ${STAGES.map((name, index) => {
      const state = index < now ? 'done' : index === now ? 'now' : 'ahead';
      return html`<li class=${state} aria-current=${index === now ? 'step' : nothing}>
        <span
          >${index + 1} <span class="name">${text.common[`step_${name}`]}</span>${
            state === 'done' ? html`<span class="spoken-only">${text.common.stepDone}</span>` : nothing
          }</span
        >
      </li>`;
    })}
  </ol>`;
}

/** A test system says so on every screen. */
const testMark = ({ words }: View, testSystem: boolean) =>
  testSystem ? html`<p class="test-mark" part="test-mark">${words.text.common.testMark}</p>` : nothing;
