import { html } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { methodList } from '../parts/actions.ts';
import { plainButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

export function chooseMethod(view: View, phase: PhaseOf<'choose_method'>) {
  const { text } = view.words;
  return screen(view, phase, {
    title: text.chooseMethod.title,
    body: html`<p>${text.chooseMethod.body}</p>
      ${methodList(view, phase.methods, phase.current)}`,
    actions: plainButton(text.common.back, () => view.send({ kind: 'back' }), { name: 'back' }),
  });
}
