import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { type LivePhase, liveLines } from '../live-lines.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { cameraPicture } from '../parts/camera-picture.ts';
import { cameraSwitch } from '../parts/camera-switch.ts';
import { pictogram, wellPlaced } from '../parts/pictogram.ts';
import { type Content, screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** Whose left and right is meant, where the picture is not a mirror. */
function ownSide({ words: { text } }: View, phase: LivePhase): string | null {
  if (phase.kind !== 'prompt' || phase.mirrored) return null;
  if (phase.action === 'turn_left') return text.live.ownLeft;
  return phase.action === 'turn_right' ? text.live.ownRight : null;
}

function instruction(view: View, phase: LivePhase) {
  const { main, hint } = liveLines(phase, view.words, view.hintStands);
  const under = hint ?? ownSide(view, phase);
  const asked = phase.kind === 'prompt' && phase.state !== 'pause' && phase.state !== 'done';
  const isPlacing = phase.kind === 'framing' || phase.kind === 'calibrating';
  const advised = isPlacing && phase.hint !== null && view.hintStands;
  return html`<div class="instruction" part="instruction">
    ${asked ? pictogram(view, phase) : advised ? wellPlaced() : nothing}
    <div>
      <h2 id="title" part="heading" tabindex="-1">${main}</h2>
      ${under ? html`<p class="hint" part="hint">${under}</p>` : nothing}
    </div>
  </div>`;
}

/** Only what the flow waits for at this point: nothing here may be pressed in vain. */
function smallButtons(view: View, phase: LivePhase) {
  const text = view.words.text.live;
  const voice = phase.voice ? text.voiceOn : text.voiceOff;
  return html`<div class="switch-row">
    ${view.canSpeak ? plainButton(text.again, () => view.sayAgain(), { compact: true, name: 'again' }) : nothing}
    ${
      view.canSpeak && phase.kind !== 'once_more'
        ? plainButton(voice, () => view.send({ kind: 'set_voice', voice: !phase.voice }), {
            compact: true,
            name: 'voice',
          })
        : nothing
    }
    ${phase.kind === 'framing' ? cameraSwitch(view, phase, text.camera) : nothing}
    ${
      (phase.kind === 'prompt' || phase.kind === 'once_more') && phase.canSwap
        ? plainButton(text.swap, () => view.send({ kind: 'swap_action' }), { compact: true, name: 'swap' })
        : nothing
    }
  </div>`;
}

/** Whoever tried in vain can go on without that movement. */
function goOnWithout({ words, send }: View, { canSpare }: PhaseOf<'once_more'>) {
  if (canSpare === null) return nothing;
  const { skipEyes, skipHead } = words.text.live;
  const label = canSpare === 'eyes' ? skipEyes : skipHead;
  return plainButton(label, () => send({ kind: 'set_without', without: canSpare }), { name: 'without' });
}

function buttons(view: View, phase: LivePhase): Content {
  const { text } = view.words;
  return [
    phase.kind === 'once_more'
      ? primaryButton(text.live.startAgain, () => view.send({ kind: 'retry' }), { name: 'retry' })
      : nothing,
    phase.kind === 'once_more' ? goOnWithout(view, phase) : nothing,
    html`<div class="switch-row">
      ${plainButton(text.common.otherMethod, () => view.send({ kind: 'choose_method', method: null }), {
        name: 'other-method',
      })}
      ${plainButton(text.common.back, () => view.send({ kind: 'back' }), { name: 'back' })}
    </div>`,
  ];
}

function cornerOf({ words }: View, phase: LivePhase): { readonly corner?: string } {
  if (phase.kind === 'once_more')
    return { corner: words.count('getReady', 'attemptsLeft', phase.attemptsLeft) };
  if (phase.kind !== 'prompt') return {};
  return { corner: words.fill(words.text.live.count, { index: phase.index, count: phase.count }) };
}

/** Everything over the running camera: framing, calibration, the prompts, once more. */
export function live(view: View, phase: LivePhase) {
  const { words } = view;
  const { text } = words;
  const progress = phase.kind === 'once_more' ? 0 : phase.progress;
  return screen(view, phase, {
    title: '',
    heading: instruction(view, phase),
    body: html`${cameraPicture({
      preview: phase.preview,
      mirrored: phase.mirrored,
      label: text.live.preview,
      shape: 'oval',
      progress,
      ...cornerOf(view, phase),
      progressLabel: words.fill(text.live.progress, { percent: words.percent(progress) }),
    })}
      ${smallButtons(view, phase)}`,
    actions: buttons(view, phase),
  });
}
