import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { copyButton } from '../parts/copy-button.ts';
import { qrCode } from '../parts/qr-code.ts';
import { screen } from '../parts/screen.ts';
import { waitingActions } from '../parts/waiting-actions.ts';
import type { View } from '../view.ts';

function linkForTheirPhone(view: View, { link, subjectName: name }: PhaseOf<'subject_login'>) {
  if (!link) return nothing;
  const { words } = view;
  const text = words.text.subjectLogin;
  return html`<div class="box stack center" part="link">
    <h3>${words.fill(text.linkTitle, { name })}</h3>
    <p>${text.linkBody}</p>
    ${qrCode(link.qr, words.fill(text.linkAlt, { name }))}
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
          ? primaryButton(text.here, () => send({ kind: 'login_relative' }), { name: 'login-relative' })
          : nothing,
      phase.busy ? nothing : link,
      waitingActions(view, phase),
    ],
  });
}
