import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import { withdrawConsentButton } from '../parts/actions.ts';
import { busyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { cardPicture } from '../parts/card-picture.ts';
import { qrCode } from '../parts/qr-code.ts';
import { screen } from '../parts/screen.ts';
import type { View } from '../view.ts';

function displayCode({ words }: View, { code, card: { name } }: PhaseOf<'card'>) {
  if (!code) return nothing;
  const { text } = words;
  if (code.secondsLeft <= 0) return html`<p class="box attention" role="status">${text.card.codeOver}</p>`;
  return html`<div class="stack center" part="code">
    <h3>${text.card.codeTitle}</h3>
    ${qrCode(code.code.qr, words.fill(text.card.codeAlt, { name }))}
    <p role="timer">${words.count('card', 'codeSeconds', code.secondsLeft)}</p>
    <p class="quiet small">${text.card.codeWarn}</p>
  </div>`;
}

function services(view: View, phase: PhaseOf<'card'>) {
  if (phase.card.services.length === 0) return nothing;
  return html`<h3>${view.words.text.card.services}</h3>
    <ul class="rows methods">
      ${phase.card.services.map(
        ({ id, title, description }) => html`<li>
          ${
            phase.link?.service === id
              ? html`<a class="button" part="link" href=${phase.link.url} target="_blank" rel="noopener noreferrer"
                  >${title}</a
                >`
              : plainButton(title, () => view.send({ kind: 'open_service', service: id }), {
                  name: 'service',
                })
          }
          <p class="quiet small">${description}</p>
        </li>`,
      )}
    </ul>`;
}

/** Where the relative ended the link: that it was they, when, and how they can be added again. */
function endedByRelative({ words }: View, { card: { name, revocation, revoked_at } }: PhaseOf<'card'>) {
  if (revocation !== 'subject_repudiated' || revoked_at === undefined) return null;
  const { text } = words;
  return {
    title: words.fill(text.card.endedTitle, { name }),
    body: html`<p>${words.fill(text.card.ended, { name, date: words.date(revoked_at) })}</p>
      <p class="box">${text.card.endedTodo}</p>`,
  };
}

export function card(view: View, phase: PhaseOf<'card'>) {
  const { words, send } = view;
  const { text } = words;
  const usable = phase.card.status === 'active';
  const ended = endedByRelative(view, phase);
  return screen(view, phase, {
    title: ended?.title ?? words.fill(text.card.title, { name: phase.card.name }),
    body: html`${ended?.body ?? displayCode(view, phase)} ${cardPicture(view, phase)}
    ${usable ? services(view, phase) : nothing}`,
    actions: [
      !usable
        ? nothing
        : phase.busy
          ? busyButton(text.common.busy)
          : primaryButton(
              phase.code ? text.card.newCode : text.card.showCode,
              () => send({ kind: 'show_code' }),
              { name: 'code' },
            ),
      (ended ? primaryButton : plainButton)(
        text.common.backToFamily,
        () => send({ kind: 'back_to_family' }),
        { name: 'family' },
      ),
      phase.canWithdrawConsent && !phase.busy ? withdrawConsentButton(view) : nothing,
      phase.card.status === 'revoked'
        ? nothing
        : plainButton(text.card.unbind, () => send({ kind: 'unbind' }), { name: 'unbind', danger: true }),
    ],
  });
}

/** The main button keeps things as they are; the one that cannot be undone is the plain one. */
export function confirmUnbind(view: View, phase: PhaseOf<'confirm_unbind'>) {
  const { words, send } = view;
  const text = words.text.unbind;
  return screen(view, phase, {
    title: words.fill(text.title, { name: phase.card.name }),
    body: html`<p>${text.body}</p>
      ${cardPicture(view, phase)}`,
    actions: phase.busy
      ? busyButton(words.text.common.busy)
      : [
          primaryButton(text.keep, () => send({ kind: 'back' }), { name: 'back' }),
          plainButton(text.confirm, () => send({ kind: 'confirm' }), { name: 'confirm', danger: true }),
        ],
  });
}
