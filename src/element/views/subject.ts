import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PhaseOf } from '../../session/phase.ts';
import { waitingActions } from '../parts/actions.ts';
import { busyButton, copyButton, plainButton, primaryButton, shareButton } from '../parts/buttons.ts';
import { consentBox } from '../parts/consent-box.ts';
import { qrCode } from '../parts/qr-code.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

function linkForTheirPhone(view: View, { link, subjectName: name }: PhaseOf<'subject_login'>) {
  if (!link) return nothing;
  const { words } = view;
  const text = words.text.subjectLogin;
  return html`<div class="box stack center" part="link">
    <h3>${words.fill(text.linkTitle, { name })}</h3>
    <p>${text.linkBody}</p>
    ${qrCode(link.qr, words.fill(text.linkAlt, { name }))}
    ${shareButton(view, text.share, { title: text.shareTitle, url: link.url })}
    ${copyButton(view, words.text.copy.link, link.url)}
  </div>`;
}

/** The relative's own word is awaited: by a log-in in this place, or on their own phone. */
export function subjectLogin(view: View, phase: PhaseOf<'subject_login'>) {
  const { words, send } = view;
  const text = words.text.subjectLogin;
  const link = phase.link
    ? nothing
    : plainButton(text.other, () => send({ kind: 'show_link' }), { name: 'link' });
  return screen(view, phase, {
    title: words.fill(text.title, { name: phase.subjectName }),
    body: html`${phase.notice ? html`<p class="box attention" role="status">${text[phase.notice]}</p>` : nothing}
      ${phase.canLoginHere ? html`<p>${text.body}</p>` : nothing} ${linkForTheirPhone(view, phase)}
      ${
        phase.until === null
          ? nothing
          : html`<p class="quiet">${words.fill(text.until, { time: words.moment(phase.until) })}</p>`
      }
      ${
        phase.offline
          ? html`<p class="box attention" role="status">${words.text.common.offline}</p>`
          : nothing
      }`,
    actions: [
      phase.busy
        ? busyButton(words.text.common.busy)
        : phase.canLoginHere
          ? primaryButton(text.here, () => send({ kind: 'login_subject' }), { name: 'login-subject' })
          : nothing,
      phase.busy ? nothing : link,
      waitingActions(view, phase),
    ],
  });
}

/** The one screen that speaks to the relative: who asks, and for what. Nothing is ticked for them. */
export function subjectConsent(view: View, phase: PhaseOf<'subject_consent'>) {
  const { words, send } = view;
  const text = words.text.subjectConsent;
  const values = { name: phase.subjectName, operator: phase.operatorName };
  const rows = [
    [text.operator, phase.operatorName],
    [words.fill(text.relationship, values), words.pick(phase.relationship)],
    [text.you, phase.subjectName],
  ];
  const agree = () => {
    view.change({ pressedEarly: true });
    if (phase.complete) send({ kind: 'agree' });
  };
  return screen(view, phase, {
    title: words.fill(text.title, values),
    body: html`<p>${words.fill(text.asks, values)}</p>
      <dl class="box summary" part="summary">
        ${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${repeat(
        phase.consents,
        ({ noticeId }) => noticeId,
        (item) => consentBox(view, { ...item, givenBy: 'operator' }, phase.subjectName),
      )}
      ${
        view.local.pressedEarly && !phase.complete && !phase.busy
          ? html`<p class="box danger" id="missing" tabindex="-1">${text.missing}</p>`
          : nothing
      }`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.agree, agree, { name: 'agree' }),
          plainButton(text.decline, () => send({ kind: 'decline' }), { name: 'decline' }),
          plainButton(text.back, () => send({ kind: 'back' }), { name: 'back' }),
        ],
  });
}

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
