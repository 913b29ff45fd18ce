import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { pictogram } from '../parts/pictogram.ts';
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

/** For whom one kind of movement is hard. Closed until it is asked for, and open where something was chosen. */
function spare(view: View, { canSpare, without }: PhaseOf<'get_ready'>) {
  if (canSpare.length === 0) return nothing;
  const text = view.words.text.getReady;
  const labels = { eyes: text.withoutEyes, head: text.withoutHead } as const;
  const toggled = (event: Event) => view.change({ sparing: (event.target as HTMLDetailsElement).open });
  const option = (value: typeof without, label: string) => html`<label class="check">
    <input
      type="radio"
      name="without"
      value=${value ?? 'nothing'}
      .checked=${live(without === value)}
      @change=${() => {
        view.change({ sparing: true }); // what was chosen stays in sight, also where it is taken back
        view.send({ kind: 'set_without', without: value });
      }}
    />
    <span>${label}</span>
  </label>`;
  return html`<details part="without" ?open=${view.local.sparing ?? without !== null} @toggle=${toggled}>
    <summary>${text.without}</summary>
    <fieldset aria-describedby="without-note">
      <legend class="spoken-only">${text.without}</legend>
      <p id="without-note" class="quiet">${text.withoutNote}</p>
      ${option(null, text.withoutNothing)} ${canSpare.map((value) => option(value, labels[value]))}
    </fieldset>
  </details>`;
}

/** The movements as they are done, without a camera: to try them once, and to know what comes. */
function rehearsal(view: View, { movements, facing }: PhaseOf<'get_ready'>) {
  const { text } = view.words;
  if (movements.length === 0) return nothing;
  return html`<details part="rehearsal">
    <summary>${text.getReady.rehearsal}</summary>
    <p class="quiet">${text.getReady.rehearsalNote}</p>
    <ul class="movements">
      ${movements.map(
        (action) => html`<li>
          ${pictogram(view, { action, state: 'shown', mirrored: facing === 'user' })}
          <span>${text.action[action]}</span>
        </li>`,
      )}
    </ul>
  </details>`;
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
      ${rehearsal(view, phase)} ${choices(view, phase)} ${spare(view, phase)}
      ${
        phase.attemptsLeft === null
          ? nothing
          : html`<p class="quiet">${words.count('getReady', 'attemptsLeft', phase.attemptsLeft)}</p>`
      }
      ${phase.engineLoading ? html`<p class="quiet" part="loading">${text.engineLoading}</p>` : nothing}`,
    actions: [
      primaryButton(text.open, () => send({ kind: 'open_camera' }), { name: 'open-camera' }),
      phase.canHandOff
        ? plainButton(words.text.common.handOff, () => send({ kind: 'hand_off' }), { name: 'hand-off' })
        : nothing,
      plainButton(words.text.common.otherMethod, () => send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      }),
      plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
    ],
  });
}
