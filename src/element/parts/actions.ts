import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { View } from '../view.ts';
import { plainButton } from './buttons.ts';
import type { Content } from './screen.ts';

/** What can be done instead of waiting on: go home, begin again in another way, take the application back. */
export const waitingActions = (
  view: View,
  { canChangeMethod }: { readonly canChangeMethod: boolean },
): readonly Content[] => {
  const { text } = view.words;
  return [
    plainButton(text.common.backToFamily, () => view.send({ kind: 'back_to_family' }), { name: 'family' }),
    canChangeMethod
      ? plainButton(text.common.otherMethod, () => view.send({ kind: 'choose_method', method: null }), {
          name: 'other-method',
        })
      : nothing,
    withdrawButton(view),
  ];
};

export const withdrawButton = (view: View) =>
  plainButton(view.words.text.withdraw.button, () => view.send({ kind: 'withdraw' }), {
    name: 'withdraw',
    danger: true,
  });

export const withdrawConsentButton = (view: View) =>
  plainButton(view.words.text.withdrawConsent.button, () => view.send({ kind: 'withdraw_consent' }), {
    name: 'withdraw-consent',
    danger: true,
  });

type Method = NonNullable<PhaseOf<'choose_method'>['current']>;

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
