import { html, type TemplateResult } from 'lit';
import { FIRST_WORDS, type FirstWords } from '../locales/first-words.ts';
import type { Locale } from '../locales/locale.ts';
import type { MessageOverrides } from '../locales/messages.ts';
import { primaryButton } from './parts/buttons.ts';
import { bareScreen } from './parts/screen.ts';
import { attentionSign, busySign } from './parts/signs.ts';

/** With the page's own texts laid over. */
export function firstWords(locale: Locale, overrides: MessageOverrides = {}): FirstWords {
  const { common, starting, situation } = FIRST_WORDS[locale];
  return {
    common: { ...common, ...overrides.common },
    starting: { ...starting, ...overrides.starting },
    situation: { ...situation, ...overrides.situation },
  };
}

/** What is on show until the first words and screens are there, and while others are on their way. */
export const opening = ({ starting: { title, body } }: FirstWords): TemplateResult =>
  bareScreen({ sign: busySign(), title, body: html`<p>${body}</p>` });

/** A part of the script, or the words, did not come. */
export function notLoaded({ common, situation }: FirstWords, retry: () => void): TemplateResult {
  const [title = '', ...lines] = situation.script_unavailable.split('\n');
  return bareScreen({
    sign: attentionSign(),
    title,
    body: html`${lines.map((line) => html`<p>${line}</p>`)}
      <p class="quiet small" part="code">${common.code.replace('{code}', 'script_unavailable')}</p>`,
    actions: primaryButton(common.retry, retry, { name: 'retry' }),
  });
}
