import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { copyButton } from '../parts/copy-button.ts';
import { qrCode } from '../parts/qr-code.ts';
import { screen } from '../parts/screen.ts';
import { waitingActions } from '../parts/waiting-actions.ts';
import type { View } from '../view.ts';

/** Groups of three are read out and written down more easily. */
const grouped = (code: string): string => (code.match(/.{1,3}/g) ?? [code]).join(' ');

/** The code for the counter, large, and what to bring. */
export function appointment(view: View, phase: PhaseOf<'appointment'>) {
  const { words } = view;
  const text = words.text.appointment;
  const name = phase.subjectName;
  const bring = [text.bring_person, text.bring_document, text.bring_own, text.bring_code];
  return screen(view, phase, {
    title: text.title,
    body: html`<p>${text.body}</p>
      <div class="box stack center" part="appointment">
        <h3>${text.codeTitle}</h3>
        <p class="appointment-code" part="code" role="img" aria-label=${words.fill(text.spoken, { code: [...phase.code].join(' ') })}>
          ${grouped(phase.code)}
        </p>
        ${qrCode(phase.qr, text.codeAlt)} ${copyButton(view, words.text.copy.code, phase.code)}
      </div>
      <p>${words.fill(text.until, { time: words.moment(phase.until) })}</p>
      <h3>${text.bring}</h3>
      <ul class="bring">
        ${bring.map((thing) => html`<li>${words.fill(thing, { name })}</li>`)}
      </ul>
      <p class="quiet">${text.after}</p>
      ${
        phase.offline
          ? html`<p class="box attention" role="status">${words.text.common.offline}</p>`
          : nothing
      }`,
    actions: waitingActions(view, phase),
  });
}
