import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { copyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { textField } from '../parts/field.ts';
import { qrCode } from '../parts/qr-code.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

/** Groups of three are read and typed more easily. */
const grouped = (code: string): string => (code.match(/.{1,3}/g) ?? [code]).join(' ');

const offlineNote = ({ words }: View, offline: boolean) =>
  offline ? html`<p class="box attention" role="status">${words.text.common.offline}</p>` : nothing;

const cancelButton = ({ words, send }: View) =>
  plainButton(words.text.handOff.cancel, () => send({ kind: 'cancel_hand_off' }), { name: 'cancel' });

/** On the first device: a symbol to scan, an address to copy, a page and digits to type. */
export function handOff(view: View, phase: PhaseOf<'hand_off'>) {
  const { words } = view;
  const text = words.text.handOff;
  return screen(view, phase, {
    title: text.title,
    body: html`<p>${words.fill(text.body, { name: phase.subjectName })}</p>
      <div class="box stack center" part="hand-off">
        ${qrCode(phase.qr, text.qrAlt)}
        <p class="quiet small">${text.scanNote}</p>
      </div>
      <details>
        <summary>${text.typed}</summary>
        <ol class="stack">
          <li>${text.typePage}<br /><strong lang="en">${phase.page.replace(/^https?:\/\//, '')}</strong></li>
          <li>
            ${text.typeCode}
            <p class="appointment-code" part="code" role="img" aria-label=${[...phase.code].join(' ')}>
              ${grouped(phase.code)}
            </p>
          </li>
        </ol>
      </details>
      <details>
        <summary>${text.copied}</summary>
        <p class="quiet">${text.copyNote}</p>
        ${copyButton(view, words.text.inApp.copy, phase.link)}
      </details>
      <p class="quiet">${words.fill(text.until, { time: words.moment(phase.until) })}</p>
      ${offlineNote(view, phase.offline)}`,
    actions: cancelButton(view),
  });
}

/** Typed, not compared by eye: nobody goes on who does not see both screens. */
export function handOffMatch(view: View, phase: PhaseOf<'hand_off_match'>) {
  const { words, local, send } = view;
  const text = words.text.handOff;
  const code = local.code.replace(/\D/g, '');
  const go = () => {
    if (code.length >= 4) send({ kind: 'match_code', code });
    else view.change({ pressedEarly: true });
  };
  const error = local.pressedEarly && code.length < 4 ? text.matchMissing : undefined;
  return screen(view, phase, {
    title: text.matchTitle,
    body: html`<p>${text.matchBody}</p>
      <div
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && event.isTrusted) go();
        }}
      >
        ${textField({
          id: 'match-code',
          label: text.matchLabel,
          value: local.code,
          inputmode: 'numeric',
          error: error ?? (phase.wrong ? words.fill(text.matchWrong, { n: phase.triesLeft }) : undefined),
          onChange: (value) => view.change({ code: value }),
        })}
      </div>
      <p class="box attention">${text.matchWarning}</p>
      ${offlineNote(view, phase.offline)}`,
    actions: [primaryButton(text.matchGo, go, { name: 'match' }), cancelButton(view)],
  });
}

/** The other device does the evidence; here is how far it is. */
export function handOffFollow(view: View, phase: PhaseOf<'hand_off_follow'>) {
  const { words } = view;
  const text = words.text.handOff;
  return screen(view, phase, {
    title: text.followTitle,
    body: html`<p>${words.fill(text.followBody, { name: phase.subjectName })}</p>
      <p class="box" role="status" part="progress">${text[`follow_${phase.progress}`]}</p>
      <p class="quiet">${text.followNote}</p>
      ${offlineNote(view, phase.offline)}`,
    actions: cancelButton(view),
  });
}

/** Why it ended, on either screen, and what now. */
export function handOffOver(view: View, phase: PhaseOf<'hand_off_over'>) {
  const { words, send } = view;
  const text = words.text.handOff;
  const isDevice = phase.on === 'device';
  return screen(view, phase, {
    sign: attentionSign(),
    title: text[`over_${phase.reason}`],
    body: html`<p>${isDevice ? text.overDevice : text.overHere}</p>`,
    actions: isDevice
      ? primaryButton(text.enterCode, () => send({ kind: 'restart' }), { name: 'restart' })
      : [
          primaryButton(text.again, () => send({ kind: 'retry' }), { name: 'retry' }),
          plainButton(words.text.common.back, () => send({ kind: 'back' }), { name: 'back' }),
        ],
  });
}
