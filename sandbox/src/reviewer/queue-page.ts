import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { fill, type Html, html } from '../pages/html.ts';
import { formatTime, type Language, relationshipLabel } from '../pages/language.ts';
import { hotkey, hotkeysNote, skipLinks } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import { checkWords } from './check-words.ts';
import { nextForm, recentStrip } from './recent-strip.ts';
import {
  QUEUE_SHOWS,
  type QueueFilter,
  type QueuePage,
  type RecentDecision,
  type ReviewSummary,
} from './review-desk.ts';
import { METHOD_WORDS, type ReviewerWords, reviewerWords, SHOW_WORDS } from './reviewer-words.ts';

export const NOTICES = [
  'done',
  'proposed',
  'needs_another',
  'taken',
  'lost',
  'gone',
  'expired',
  'none_left',
  'too_late',
] as const;
export type Notice = (typeof NOTICES)[number];
const GOOD: readonly Notice[] = ['done', 'proposed', 'none_left'];

/** The methods whose applications can come before a reviewer, an appeal included. */
export const QUEUE_METHODS = Object.keys(METHOD_WORDS) as (keyof typeof METHOD_WORDS)[];

/** What the queue's page shows besides the queue. */
export interface QueueView {
  readonly filter: QueueFilter;
  /** Whether this is not the first page. */
  readonly further: boolean;
  readonly recent: readonly RecentDecision[];
  readonly notice: Notice | undefined;
  /** What ages and deadlines are reckoned from. */
  readonly now: Date;
}

export function queuePage(
  context: PageContext,
  queue: QueuePage,
  relationships: readonly RelationshipRule[],
  view: QueueView,
): string {
  const { language, prefix } = context;
  const { filter, notice, recent } = view;
  const words = reviewerWords(language);
  return layout(
    { ...context, query: queryOf(filter) },
    html`${skipLinks(language, [['queue', words.toQueue]])}
${notice ? html`<p class="${GOOD.includes(notice) ? 'notice' : 'problem'}" role="status">${words[notice]}</p>` : null}
${recentStrip(context, recent)}
<section class="card">
<div class="finders">${filterForm(filter, prefix, words, language)}${searchForm(context, words)}</div>
</section>
<section class="card" id="queue" tabindex="-1">
<div class="bar"><h2>${words.queue} (${queue.total})</h2>
${nextForm(context, { text: words.takeNext, primary: true, autofocus: notice !== undefined && GOOD.includes(notice) })}</div>
${filter.search === null ? null : html`<p>${fill(words.searched, { text: filter.search })} <a href="${prefix}/?${new URLSearchParams(queryOf({ ...filter, search: null })).toString()}">${words.searchOver}</a></p>`}
${queue.cases.length === 0 ? html`<p class="empty">${words.nothing}</p>` : table(context, queue.cases, relationships, view.now)}
${pages(queue, view, prefix, words)}
</section>
${hotkeysNote(language, recent.length > 0 ? ['n', 'f', 'u'] : ['n', 'f'])}`,
  );
}

function table(
  context: PageContext,
  cases: readonly ReviewSummary[],
  relationships: readonly RelationshipRule[],
  now: Date,
): Html {
  const { language } = context;
  const words = reviewerWords(language);
  const rows = cases.map(
    (summary) => html`<tr>
<td data-label="${words.relative}"><strong>${summary.subjectName}</strong></td>
<td data-label="${words.relationship}">${relationshipLabel(relationships, summary.relationship, language)}</td>
<td data-label="${words.method}">${METHOD_WORDS[summary.method][language]}</td>
<td data-label="${words.why}">${whyAsked(summary, language)}${summary.proposal ? html`<br><small>${fill(words.proposedBy, { name: summary.proposal.reviewer })} · ${words.waitsForSecond}</small>` : null}</td>
<td data-label="${words.waitingSince}">${formatTime(summary.submittedAt, language)}<br><small>${relativeTime(summary.submittedAt, now, language)}</small></td>
<td data-label="${words.decideBy}">${deadline(summary.decideBy, now, language)}</td>
<td>${claimOf(context, summary)}</td>
</tr>`,
  );
  return html`<table>
<thead><tr><th>${words.relative}</th><th>${words.relationship}</th><th>${words.method}</th><th>${words.why}</th><th>${words.waitingSince}</th><th>${words.decideBy}</th><th>${words.action}</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

const DAY_MS = 86_400_000;
/** From so few days on a deadline stands out. */
const URGENT_DAYS = 2;

function deadline(at: Date, now: Date, language: Language): Html {
  const urgent = at.getTime() - now.getTime() < URGENT_DAYS * DAY_MS;
  return html`<span class="${urgent ? 'urgent' : 'calm'}">${relativeTime(at, now, language)}</span><br><small>${formatTime(at, language)}</small>`;
}

/** In days, in hours on the last one. */
function relativeTime(at: Date, now: Date, language: Language): string {
  const days = (at.getTime() - now.getTime()) / DAY_MS;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return Math.abs(days) >= 1
    ? format.format(Math.trunc(days), 'day')
    : format.format(Math.trunc(days * 24), 'hour');
}

/** What of a filter stands in an address. */
const queryOf = ({ show, method, order, search }: QueueFilter): Record<string, string> => ({
  show,
  method: method ?? '',
  order,
  ...(search === null ? {} : { q: search }),
});

function pages(
  { next }: QueuePage,
  { filter, further }: QueueView,
  prefix: string,
  words: ReviewerWords,
): Html {
  const to = (query: Record<string, string>) => `${prefix}/?${new URLSearchParams(query).toString()}`;
  return html`<p class="pages">${further ? html`<a class="button" href="${to(queryOf(filter))}">${words.firstPage}</a> ` : null}
${next === null ? null : html`<a class="button" href="${to({ ...queryOf(filter), after: next })}">${words.nextPage}</a>`}</p>`;
}

function filterForm(filter: QueueFilter, prefix: string, words: ReviewerWords, language: Language): Html {
  const option = (value: string, text: string, chosen: string) =>
    html`<option value="${value}"${value === chosen ? html` selected` : null}>${text}</option>`;
  const choice = (name: string, label: string, options: Html[]) =>
    html`<label for="${name}">${label}</label><select id="${name}" name="${name}">${options}</select>`;
  return html`<form class="line" method="get" action="${prefix}/">
${choice(
  'show',
  words.show,
  QUEUE_SHOWS.map((show) => option(show, SHOW_WORDS[show][language], filter.show)),
)}
${choice('method', words.method, [
  option('', words.everyMethod, filter.method ?? ''),
  ...QUEUE_METHODS.map((method) => option(method, METHOD_WORDS[method][language], filter.method ?? '')),
])}
${choice('order', words.order, [
  option('oldest', words.oldestFirst, filter.order),
  option('newest', words.newestFirst, filter.order),
])}
${filter.search === null ? null : html`<input type="hidden" name="q" value="${filter.search}">`}
<button>${words.apply}</button></form>`;
}

/** Sent as a form, so that no address holds what was typed; the answer leads to the masked name or the id. */
function searchForm({ prefix, session }: PageContext, words: ReviewerWords): Html {
  return html`<form class="line" method="post" action="${prefix}/search" role="search">
<input type="hidden" name="csrf" value="${session?.csrf}">
<label for="q">${words.searchFor}</label>
<input id="q" name="q" required maxlength="80" autocomplete="off"${hotkey('f')}>
<button>${words.find}</button></form>`;
}

/** What can be done with a case: taken, gone on with, or that somebody else has it. */
function claimOf({ language, prefix, session }: PageContext, summary: ReviewSummary): Html {
  const words = reviewerWords(language);
  const { applicationId, claim } = summary;
  const path = `${prefix}/cases/${applicationId}`;
  if (claim && claim.reviewer === session?.name)
    return html`<a class="button" href="${path}">${words.goOn}</a>`;
  if (claim) return html`<span class="quiet">${fill(words.isWith, { name: claim.reviewer })}</span>`;
  return html`<form method="post" action="${path}/claim"><input type="hidden" name="csrf" value="${session?.csrf}">
<button>${words.claim}</button></form>`;
}

/** Why a person is asked: the doubtful check as a question, or the appeal. */
export function whyAsked({ appeal, refusedBy, method }: ReviewSummary, language: Language): string {
  const words = reviewerWords(language);
  if (appeal !== null) return words.appeal;
  if (refusedBy === null || refusedBy === 'person_looks') {
    return fill(words.alwaysByPerson, { method: METHOD_WORDS[method][language] });
  }
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
    [words.decideBy, formatTime(summary.decideBy, language)],
  ];
  return layout(
    context,
    html`<p><a href="${prefix}/"${hotkey('l')}>← ${words.back}</a></p>
<section class="card">
<p class="why">${whyAsked(summary, language)}</p>
<dl class="facts">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p>${words.notClaimed}</p>
${claimOf(context, summary)}
</section>`,
  );
}
