import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';
import { plainButton } from './buttons.ts';

type Method = PhaseOf<'choose_method'>['current'];

/** Each way as a button with one sentence about it. */
export const methodList = (view: View, methods: readonly Method[]) => html`<ul class="rows methods">
  ${methods.map(
    (method) =>
      html`<li>
        ${plainButton(view.words.text.method[method], () => view.send({ kind: 'choose_method', method }), {
          name: method,
        })}
        <p class="quiet small">${view.words.text.methodAbout[method]}</p>
      </li>`,
  )}
</ul>`;
