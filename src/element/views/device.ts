import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { plainButton, primaryButton } from '../parts/buttons.ts';
import { textField } from '../parts/field.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

/** On the other device, whose page was opened by hand. */
export function deviceCode(view: View, phase: PhaseOf<'device_code'>) {
  const { words, local, send } = view;
  const text = words.text.device;
  const ticket = local.code.replace(/\D/g, '');
  const go = () => {
    if (/^\d{8,12}$/.test(ticket)) send({ kind: 'claim', ticket });
    else view.change({ pressedEarly: true });
  };
  return screen(view, phase, {
    title: text.codeTitle,
    body: html`<p>${text.codeBody}</p>
      <div
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && event.isTrusted) go();
        }}
      >
        ${textField({
          id: 'ticket',
          label: text.codeLabel,
          value: local.code,
          inputmode: 'numeric',
          error: local.pressedEarly && !/^\d{8,12}$/.test(ticket) ? text.codeMissing : undefined,
          onChange: (value) => view.change({ code: value }),
        })}
      </div>`,
    actions: primaryButton(words.text.common.next, go, { name: 'claim' }),
  });
}

/** Before anything else: which page asks, and for whom. Somebody who was sent this by a stranger stops here. */
export function deviceOffer(view: View, phase: PhaseOf<'device_offer'>) {
  const { words, send } = view;
  const text = words.text.device;
  const rows = [
    [text.portal, phase.portal === null ? text.program : new URL(phase.portal).host],
    [text.operator, phase.operatorName],
    [text.subject, phase.subjectName],
    [text.relationship, words.pick(phase.relationship)],
  ];
  return screen(view, phase, {
    title: text.offerTitle,
    body: html`<p>${text.offerBody}</p>
      <dl class="box summary" part="summary">
        ${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
      </dl>
      <p class="box attention">${text.offerWarning}</p>`,
    actions: [
      primaryButton(text.offerGo, () => send({ kind: 'next' }), { name: 'next' }),
      plainButton(text.offerNo, () => send({ kind: 'back' }), { name: 'decline' }),
    ],
  });
}

export function deviceMatch(view: View, phase: PhaseOf<'device_match'>) {
  const { words, send } = view;
  const text = words.text.device;
  return screen(view, phase, {
    title: text.matchTitle,
    body: html`<p class="appointment-code" part="code" role="img" aria-label=${[...phase.code].join(' ')}>
        ${phase.code}
      </p>
      <p>${text.matchBody}</p>
      <p class="box attention">${text.matchWarning}</p>
      ${phase.offline ? html`<p class="box attention" role="status">${words.text.common.offline}</p>` : nothing}`,
    actions: plainButton(words.text.handOff.cancel, () => send({ kind: 'back' }), { name: 'cancel' }),
  });
}

export function deviceDone(view: View, phase: PhaseOf<'device_done'>) {
  const text = view.words.text.device;
  return screen(view, phase, {
    title: text.doneTitle,
    body: html`<p>${view.words.fill(text.doneBody, { name: phase.subjectName })}</p>`,
  });
}
