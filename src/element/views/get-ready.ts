import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { tick } from '../parts/signs.ts';
import type { View } from '../view.ts';

/** A movement with the pause before it, about. */
const SECONDS_PER_STEP = 5;

function choices(view: View, phase: PhaseOf<'get_ready'>) {
  const text = view.words.text.getReady;
  const isOn = (event: Event) => (event.target as HTMLInputElement).checked;
  return html`<div>
    <label class="check">
      <input
        type="checkbox"
        name="voice"
        .checked=${live(phase.voice)}
        @change=${(event: Event) => view.send({ kind: 'set_voice', voice: isOn(event) })}
      />
      <span>${text.voice}</span>
    </label>
    <label class="check">
      <input
        type="checkbox"
        name="facing"
        .checked=${live(phase.facing === 'environment')}
        @change=${(event: Event) =>
          view.send({ kind: 'set_facing', facing: isOn(event) ? 'environment' : 'user' })}
      />
      <span>${text.holding}</span>
    </label>
  </div>`;
}

export function getReady(view: View, phase: PhaseOf<'get_ready'>) {
  const { words, send } = view;
  const text = words.text.getReady;
  const name = phase.subjectName;
  const seconds = phase.steps * SECONDS_PER_STEP;
  return screen(view, phase, {
    title: words.fill(text.title, { name }),
    body: html`<ul class="stack ticks">
        ${[text.light, text.hat, text.height].map((line) => html`<li>${tick()}<span>${line}</span></li>`)}
      </ul>
      <p>${words.count('getReady', 'duration', phase.steps, { seconds })}</p>
      <p class="box">${words.fill(text.told, { name })}</p>
      ${choices(view, phase)}
      ${
        phase.attemptsLeft === null
          ? nothing
          : html`<p class="quiet">${words.count('getReady', 'attemptsLeft', phase.attemptsLeft)}</p>`
      }
      ${phase.engineLoading ? html`<p class="quiet" part="loading">${text.engineLoading}</p>` : nothing}`,
    actions: [
      primaryButton(text.open, () => send({ kind: 'open_camera' }), { name: 'open-camera' }),
      plainButton(words.text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      }),
      plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
