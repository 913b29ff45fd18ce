import { fill, type Html, html } from '../pages/html.ts';
import { applicantReads, decisionPreview, decisionWords, noteField } from '../staff/decision-preview.ts';
import { hotkey, hotkeysNote } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import {
  COUNTER_REASONS,
  type CounterCase,
  type CounterReason,
  type CounterSummary,
} from './counter-desk.ts';
import { COUNTER_REASON_WORDS, counterWords } from './counter-words.ts';

/** Approval and refusal. Neither decides anything yet: each leads to {@link previewPage}. */
export function decisionForms(
  { session, language, prefix }: PageContext,
  shown: CounterCase & { readonly code: string },
): Html {
  const words = counterWords(language);
  const hidden = (decision: string) => html`<input type="hidden" name="csrf" value="${session?.csrf}">
<input type="hidden" name="code" value="${shown.code}"><input type="hidden" name="decision" value="${decision}">`;
  const tick = (name: string, text: string) =>
    html`<label class="tick"><input type="checkbox" name="${name}" value="yes" required> <span>${text}</span></label>`;
  return html`<section class="card" id="decision">
<p class="quiet">${decisionWords(language).previewFirst}</p>
<div class="decide">
<form method="post" action="${prefix}/preview">${hidden('approved')}
${tick('seen', words.seen)}
${tick('present', words.present)}
${shown.guardianUnder === null ? null : tick('guardian', words.guardian.replace('{age}', String(shown.guardianUnder)))}
${noteField('note-approve', words.note)}
<button class="primary"${hotkey('a')}>${words.approve} …</button></form>
<form method="post" action="${prefix}/preview">${hidden('rejected')}
<label for="reason">${words.reason}</label>
<select id="reason" name="reason" required${hotkey('r')}><option value="">${words.choose}</option>${COUNTER_REASONS.map(
    (reason) => html`<option value="${reason}">${COUNTER_REASON_WORDS[reason][language]}</option>`,
  )}</select>
${noteField('note-reject', words.note)}
<button class="danger">${words.reject} …</button></form>
</div>
</section>`;
}

/** What a clerk has chosen and ticked. */
export interface CounterChoice {
  /** `null` for an approval. */
  readonly refusedFor: CounterReason | null;
  readonly note: string;
}

/** Only the form of this page decides. */
export function previewPage(
  context: PageContext,
  shown: CounterSummary & { readonly code: string },
  { refusedFor, note }: CounterChoice,
): string {
  const { language, prefix, session } = context;
  const words = counterWords(language);
  const approves = refusedFor === null;
  const what = approves ? words.approve : words.reject;
  const hidden = (fields: Readonly<Record<string, string>>) =>
    Object.entries(fields).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
    );
  const whose = { csrf: session?.csrf ?? '', code: shown.code };
  const decided = approves
    ? { decision: 'approved', seen: 'yes', present: 'yes', guardian: 'yes' }
    : { decision: 'rejected', reason: refusedFor };
  const { cardMayFail, canAppeal } = decisionWords(language);
  const refusal = approves
    ? null
    : { term: words.reason, reason: COUNTER_REASON_WORDS[refusedFor][language] };
  const reads = html`${applicantReads(shown.subjectName, refusedFor, language)}
<p class="quiet">${approves ? cardMayFail : canAppeal}</p>`;
  return layout(
    context,
    html`<form method="post" action="${prefix}/identity">${hidden(whose)}<button class="plain"${hotkey('b')}>← ${decisionWords(language).change}</button></form>
<form class="card" method="post" action="${prefix}/decision">${hidden({ ...whose, ...decided })}
${decisionPreview({ language, what, subjectName: shown.subjectName, refusal, reads, note: { label: words.note, text: note } })}
<div class="bar actions"><button class="${approves ? 'primary' : 'danger'}"${hotkey('c')}>${fill(words.confirm, { what })}</button></div>
</form>
${hotkeysNote(language, ['b', 'c'])}`,
  );
}
