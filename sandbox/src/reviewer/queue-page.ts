import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { fill, type Html, html } from '../pages/html.ts';
import { formatTime, relationshipLabel } from '../pages/language.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import { checkWords } from './check-words.ts';
import type { ReviewSummary } from './review-desk.ts';
import { METHOD_WORDS, reviewerWords } from './reviewer-words.ts';

export const NOTICES = ['done', 'proposed', 'needs_another', 'taken', 'lost', 'gone', 'expired'] as const;
export type Notice = (typeof NOTICES)[number];
const GOOD: readonly Notice[] = ['done', 'proposed'];

export function queuePage(
  context: PageContext,
  queue: readonly ReviewSummary[],
  relationships: readonly RelationshipRule[],
  notice?: Notice,
): string {
  const { language, prefix } = context;
  const words = reviewerWords(language);
  const rows = queue.map(
    (summary) => html`<tr>
<td data-label="${words.relative}"><strong>${summary.subjectName}</strong></td>
<td data-label="${words.relationship}">${relationshipLabel(relationships, summary.relationship, language)}</td>
<td data-label="${words.method}">${METHOD_WORDS[summary.method][language]}</td>
<td data-label="${words.why}">${whyAsked(summary, language)}${summary.proposal ? html`<br><small>${fill(words.proposedBy, { name: summary.proposal.reviewer })} · ${words.waitsForSecond}</small>` : null}</td>
<td data-label="${words.waitingSince}">${formatTime(summary.submittedAt, language)}</td>
<td>${claimOf(context, summary)}</td>
</tr>`,
  );
  return layout(
    context,
    html`${notice ? html`<p class="${GOOD.includes(notice) ? 'notice' : 'problem'}" role="status">${words[notice]}</p>` : null}
<section class="card">
<div class="bar"><h2>${words.queue} (${queue.length})</h2><a class="button" href="${prefix}/">${words.refresh}</a></div>
${
  queue.length === 0
    ? html`<p class="empty">${words.nothing}</p>`
    : html`<table>
<thead><tr><th>${words.relative}</th><th>${words.relationship}</th><th>${words.method}</th><th>${words.why}</th><th>${words.waitingSince}</th><th></th></tr></thead>
<tbody>${rows}</tbody>
</table>`
}
</section>`,
  );
}

/** What can be done with a case: taken, gone on with, or that somebody else has it. */
function claimOf({ language, prefix, session }: PageContext, summary: ReviewSummary): Html {
  const words = reviewerWords(language);
  const { applicationId, claim } = summary;
  const path = `${prefix}/cases/${applicationId}`;
  if (claim?.reviewer === session?.name) return html`<a class="button" href="${path}">${words.goOn}</a>`;
  if (claim) return html`<span class="quiet">${fill(words.isWith, { name: claim.reviewer })}</span>`;
  return html`<form method="post" action="${path}/claim"><input type="hidden" name="csrf" value="${session?.csrf}">
<button>${words.claim}</button></form>`;
}

/** Why a person is asked: the doubtful check as a question, or the appeal. */
export function whyAsked({ appeal, refusedBy, method }: ReviewSummary, language: 'zh-CN' | 'en'): string {
  const words = reviewerWords(language);
  if (appeal !== null) return words.appeal;
  if (refusedBy === null || refusedBy === 'person_looks') return METHOD_WORDS[method][language];
  const question = checkWords(refusedBy)[language];
  return language === 'en' ? `Not sure: ${question}` : `不确定：${question}`;
}

/** A case that this reviewer does not have: what the queue says of it, and how to take it where nobody else has. */
export function unclaimedPage(
  context: PageContext,
  summary: ReviewSummary,
  relationships: readonly RelationshipRule[],
): string {
  const { language, prefix } = context;
  const words = reviewerWords(language);
  const facts: readonly (readonly [string, string])[] = [
    [words.relative, summary.subjectName],
    [words.relationship, relationshipLabel(relationships, summary.relationship, language)],
    [words.method, METHOD_WORDS[summary.method][language]],
    [words.waitingSince, formatTime(summary.submittedAt, language)],
  ];
  return layout(
    context,
    html`<p><a href="${prefix}/">← ${words.back}</a></p>
<section class="card">
<p class="why">${whyAsked(summary, language)}</p>
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p>${words.notClaimed}</p>
${claimOf(context, summary)}
</section>`,
  );
}
