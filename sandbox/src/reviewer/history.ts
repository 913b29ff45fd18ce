import { codes as en } from '@family-auth/library/locales/en/codes.ts';
import { codes as zh } from '@family-auth/library/locales/zh-CN/codes.ts';
import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { actionWord, actorWord, detailWord } from '../audit/entry-words.ts';
import { type Html, html } from '../pages/html.ts';
import { formatTime, type Language } from '../pages/language.ts';
import type { CaseAct, IdentityPurpose, ReviewCase } from './review-desk.ts';
import { PURPOSE_OF_LOOK_WORDS, reviewerWords } from './reviewer-words.ts';

/** What persons noted with earlier decisions, and every act on the case as the audit log has it. */
export function historySection({ history, remarks }: ReviewCase, language: Language): Html {
  const words = reviewerWords(language);
  const noted = remarks.map(
    ({ at, by, note }) =>
      html`<li><small>${formatTime(at, language)} · ${actorWord(by, language)}</small><blockquote>${note}</blockquote></li>`,
  );
  return html`<section class="card" id="history" tabindex="-1">
<h2>${words.history}</h2>
${remarks.length === 0 ? null : html`<h3>${words.remarks}</h3><ul class="plain-list">${noted}</ul>`}
<details><summary>${words.acts} (${history.length})</summary>
<table>
<thead><tr><th>${words.when}</th><th>${words.who}</th><th>${words.what}</th></tr></thead>
<tbody>${history.map((act) => line(act, language))}</tbody>
</table>
</details>
</section>`;
}

function line({ at, actor, action, details }: CaseAct, language: Language): Html {
  const words = reviewerWords(language);
  const said = Object.entries(details)
    .filter(([, value]) => typeof value !== 'object')
    .map(([key, value]) => `${detailWord(key, language)} ${valueWord(key, String(value), language)}`);
  return html`<tr>
<td data-label="${words.when}">${formatTime(at, language)}</td>
<td data-label="${words.who}">${shortened(actorWord(actor, language))}</td>
<td data-label="${words.what}">${actionWord(action, language)}${said.length === 0 ? null : html` <small>${said.join(', ')}</small>`}</td>
</tr>`;
}

/** An applicant's or a relative's identifier at the provider says nothing to a reviewer. */
const shortened = (actor: string): string => actor.replace(/ [\w-]{20,}$/, '');

/** Machines reject for more reasons than reviewers do: as the applicants read them. */
const REASONS = { 'zh-CN': zh.reason, en: en.reason };

function valueWord(key: string, value: string, language: Language): string {
  const words = reviewerWords(language);
  if (key === 'decision') return value === 'approved' ? words.approve : words.reject;
  if (key === 'reason') return REASONS[language][value as DecisionReason] ?? value;
  return key === 'purpose' ? (PURPOSE_OF_LOOK_WORDS[value as IdentityPurpose]?.[language] ?? value) : value;
}
