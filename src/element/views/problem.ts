import { html, nothing } from 'lit';
import type { PhaseOf } from '../../session/phase.ts';
import type { FlowRequest } from '../../session/request.ts';
import { copyButton, plainButton, primaryButton } from '../parts/buttons.ts';
import { screen } from '../parts/screen.ts';
import { attentionSign } from '../parts/signs.ts';
import type { View } from '../view.ts';

type ProblemAction = PhaseOf<'problem'>['actions'][number];

function buttonOf(
  { words: { text }, send }: View,
  action: ProblemAction,
): readonly [label: string, go: () => void] {
  const ask = (label: string, request: FlowRequest) => [label, () => send(request)] as const;
  switch (action) {
    case 'retry':
      return ask(text.common.retry, { kind: 'retry' });
    case 'hand_off':
      return ask(text.common.handOff, { kind: 'hand_off' });
    case 'other_method':
      return ask(text.common.otherMethod, { kind: 'choose_method', method: null });
    case 'back':
      return ask(text.common.back, { kind: 'back' });
    case 'login':
      return ask(text.common.login, { kind: 'login' });
    case 'redirect_login':
      return ask(text.common.redirectLogin, { kind: 'redirect_login' });
    case 'reload':
      return [text.common.reload, () => location.reload()];
  }
}

/** What stands in the way, in words; what to do about it, as buttons; the code, small, for support. */
export function problem(view: View, phase: PhaseOf<'problem'>) {
  if (view.missing.length > 0) return notConfigured(view, phase);
  const { words, browser } = view;
  const { text } = words;
  // Inside an app there is no address bar to allow the camera in.
  const inApp = browser.app !== null && phase.situation === 'camera_denied';
  const situation = inApp ? 'in_app_browser' : phase.situation;
  const [title = '', ...lines] = words
    .fill(text.situation[situation], {
      browser: text.browser[browser.name],
      icon: text.browser[browser.icon],
      app: text.browser[browser.app ?? 'otherApp'],
      time: phase.until === null ? text.common.soon : words.moment(phase.until),
      code: phase.code,
    })
    .split('\n');
  return screen(view, phase, {
    sign: attentionSign(),
    title,
    body: html`${lines.map((line) => html`<p>${line}</p>`)}
      ${situation === 'in_app_browser' ? copyButton(view, text.inApp.copy, location.href) : nothing}
      ${
        phase.help
          ? html`<p>${words.fill(text.common.help, { name: words.pick(phase.help.name), contact: phase.help.contact })}</p>`
          : nothing
      }
      <p class="quiet small" part="code">
        ${words.fill(text.common.code, { code: phase.code })}
        ${phase.requestId ? html`<br />${words.fill(text.common.requestId, { id: phase.requestId })}` : nothing}
      </p>`,
    actions: phase.actions.map((action, index) => {
      const [label, go] = buttonOf(view, action);
      const name = action.replace('_', '-');
      return index === 0 ? primaryButton(label, go, { name }) : plainButton(label, go, { name });
    }),
  });
}

/** Which attributes the page has not set, for whoever builds it. */
const notConfigured = (view: View, phase: PhaseOf<'problem'>) =>
  screen(view, phase, {
    sign: attentionSign(),
    title: view.words.text.configuration.title,
    body: html`<p>${view.words.fill(view.words.text.configuration.body, { missing: view.missing.join(', ') })}</p>
      <p class="quiet small" part="code">${view.words.fill(view.words.text.common.code, { code: phase.code })}</p>`,
  });
