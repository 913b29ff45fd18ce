import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { describedBy, field, invalid } from '../parts/field.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** `AppealSchema` of the protocol. */
const MAX_CHARACTERS = 500;

export function appealing(view: View, phase: PhaseOf<'appealing'>) {
  const { words, send, local } = view;
  const { text } = words;
  const written = local.appealText.trim();
  const options = {
    id: 'appeal',
    label: text.appealing.label,
    help: words.fill(text.appealing.help, { n: MAX_CHARACTERS }),
    error: local.pressedEarly && written === '' ? text.appealing.missing : undefined,
  };
  const onInput = (event: Event) => view.change({ appealText: (event.target as HTMLTextAreaElement).value });
  const submit = () => {
    view.change({ pressedEarly: true });
    if (written !== '') send({ kind: 'send_appeal', text: written });
  };
  return screen(view, phase, {
    title: text.appealing.title,
    body: html`<p>${text.appealing.body}</p>
      ${field(
        options,
        html`<textarea
          id="appeal"
          name="appeal"
          part="input"
          maxlength=${MAX_CHARACTERS}
          aria-required="true"
          aria-invalid=${invalid(options)}
          aria-describedby=${describedBy(options)}
          .value=${live(local.appealText)}
          @input=${onInput}
        ></textarea>`,
      )}`,
    actions: [
      phase.busy
        ? busyButton(text.common.busy)
        : primaryButton(text.appealing.send, submit, { name: 'send-appeal' }),
      plainButton(text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
