import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';
import { plainButton } from './buttons.ts';

type Method = PhaseOf<'choose_method'>['current'];

/** Each way as a button with one sentence on what it needs; the one in use, if one is, says so. */
export const methodList = (view: View, methods: readonly Method[], current: Method | null) => html`<ul
  class="rows methods"
>
  ${methods.map(
    (method) =>
      html`<li>
        ${plainButton(view.words.text.method[method], () => view.send({ kind: 'choose_method', method }), {
          name: method,
          ...(current === null ? {} : { pressed: method === current }),
        })}
        <p class="quiet small">
          ${method === current ? html`<strong>✓ ${view.words.text.chooseMethod.current}</strong> · ` : nothing}
          ${view.words.text.methodAbout[method]}
        </p>
      </li>`,
  )}
</ul>`;
