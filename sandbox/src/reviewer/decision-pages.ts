import { fill, type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { applicantReads, decisionPreview, decisionWords, noteField } from '../staff/decision-preview.ts';
import { hotkey, hotkeysNote } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { ReviewCase, ReviewDecision } from './review-desk.ts';
import { REASON_WORDS, REVIEW_REASONS, type ReviewerWords, reviewerWords } from './reviewer-words.ts';

/** Approval and rejection. Neither decides anything yet: each leads to {@link previewPage}. */
export function decisionForms(context: PageContext, review: ReviewCase, base: string): Html {
  const { language, session } = context;
  const { takesTwo, proposal } = review;
  const words = reviewerWords(language);
  const reasons = REVIEW_REASONS.map(
    (reason) => html`<option value="${reason}">${REASON_WORDS[reason][language]}</option>`,
  );
  const hidden = (decision: string) =>
    html`<input type="hidden" name="csrf" value="${session?.csrf}"><input type="hidden" name="decision" value="${decision}">`;
  return html`<section class="card" id="decision" tabindex="-1">
<h2>${words.decision}</h2>
${takesTwo ? html`<p class="why">${words.takesTwo}</p>` : null}
${proposal ? html`<p><strong>${fill(words.proposedBy, { name: proposal.reviewer })}</strong></p>${proposal.note ? html`<blockquote>${proposal.note}</blockquote>` : null}` : null}
<p class="quiet">${decisionWords(language).previewFirst}</p>
<div class="decide">
${
  proposal?.reviewer === session?.name && proposal !== null
    ? html`<p>${words.needs_another}</p>`
    : html`<form method="post" action="${base}/preview">${hidden('approved')}
${noteField('note-approve', words.note)}
<button class="primary"${hotkey('a')}>${approvalWord(review, words)} …</button></form>`
}
<form method="post" action="${base}/preview">${hidden('rejected')}
<label for="reason">${words.reason}</label>
<select id="reason" name="reason" required${hotkey('r')}><option value="">${words.choose}</option>${reasons}</select>
${noteField('note-reject', words.note)}
<button class="danger">${words.reject} …</button></form>
</div>
</section>`;
}

const approvalWord = ({ takesTwo, proposal }: ReviewCase, words: ReviewerWords): string =>
  !takesTwo ? words.approve : proposal ? words.confirm : words.propose;

/** Only the form of this page decides. */
export function previewPage(context: PageContext, review: ReviewCase, decision: ReviewDecision): string {
  const { language, prefix, session } = context;
  const words = reviewerWords(language);
  const base = `${prefix}/cases/${review.applicationId}`;
  const approves = decision.decision === 'approved';
  const what = approves ? approvalWord(review, words) : words.reject;
  const refusal =
    decision.reason === null ? null : { term: words.reason, reason: reasonWord(decision, language) };
  return layout(
    context,
    html`<p><a href="${base}#decision"${hotkey('b')}>← ${decisionWords(language).change}</a></p>
<form class="card" method="post" action="${base}/decision">
<input type="hidden" name="csrf" value="${session?.csrf}">
<input type="hidden" name="decision" value="${decision.decision}">
<input type="hidden" name="reason" value="${decision.reason}">
${decisionPreview({ language, what, subjectName: review.subjectName, refusal, reads: whatIsRead(review, decision, language), note: { label: words.note, text: decision.note } })}
<div class="bar actions">
<button class="${approves ? 'primary' : 'danger'}" name="go" value="next"${hotkey('c')}>${fill(words.confirmAndNext, { what })}</button>
<button name="go" value="list">${fill(words.confirmAndList, { what })}</button>
</div>
</form>
${hotkeysNote(language, ['b', 'c'])}`,
  );
}

const reasonWord = ({ reason }: ReviewDecision, language: Language): string | undefined =>
  REVIEW_REASONS.filter((each) => each === reason).map((each) => REASON_WORDS[each][language])[0];

function whatIsRead(review: ReviewCase, decision: ReviewDecision, language: Language): Html {
  const words = reviewerWords(language);
  const approves = decision.decision === 'approved';
  if (approves && review.takesTwo && review.proposal === null) return html`<p>${words.readsNothingYet}</p>`;
  if (approves && review.relativeAnswersNext) return html`<p>${words.readsOfRelative}</p>`;
  const { cardMayFail, canAppeal } = decisionWords(language);
  return html`${applicantReads(review.subjectName, decision.reason, language)}
<p class="quiet">${approves ? cardMayFail : review.appeal === null ? canAppeal : words.hasAppealed}</p>`;
}
