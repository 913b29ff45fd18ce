import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { formatTime, relationshipLabel } from '../../pages/format.ts';
import { html } from '../../pages/html.ts';
import { layout, type PageContext } from '../../staff/pages/layout.ts';
import type { ReviewSummary } from '../review-desk.ts';
import { METHOD_WORDS, reviewerWords } from '../reviewer-words.ts';
import { claimOf, whyAsked } from './queue-page.ts';

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
