import { html, nothing } from 'lit';
import type { Phase } from '../../session/phase.ts';
import type { View } from '../view.ts';

const STAGES = ['login', 'details', 'face', 'result'] as const;

/** Where the walk stands: 1 登录 · 2 家人信息 · 3 人脸识别 · 4 审核结果. */
export function steps({ words: { text } }: View, stage: Phase['stage']) {
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
