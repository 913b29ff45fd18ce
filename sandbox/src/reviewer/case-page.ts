import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';
import { fill, type Html, html } from '../pages/html.ts';
import { formatTime, groupNumber, type Language, relationshipLabel } from '../pages/language.ts';
import { hotkey, hotkeysNote, skipLinks } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import { checkWhy } from './check-why.ts';
import { checkWords } from './check-words.ts';
import { decisionForms } from './decision-pages.ts';
import { historySection } from './history.ts';
import { pictureGrid } from './picture-pages.ts';
import { whyAsked } from './queue-page.ts';
import { nextForm, recentStrip } from './recent-strip.ts';
import {
  CLAIM_MINUTES,
  IDENTITY_PURPOSES,
  type Identity,
  type RecentDecision,
  type ReviewCase,
} from './review-desk.ts';
import { METHOD_WORDS, PURPOSE_OF_LOOK_WORDS, type ReviewerWords, reviewerWords } from './reviewer-words.ts';

/** What a case's page shows besides the case. */
export interface CaseView {
  readonly problem?: 'reasonMissing' | 'purposeMissing';
  /** Only in answer to a form that asked for it. */
  readonly identity?: Identity;
  /** What the reviewer decided just before. */
  readonly recent?: readonly RecentDecision[];
}

export function casePage(
  context: PageContext,
  review: ReviewCase,
  relationships: readonly RelationshipRule[],
  { problem, identity, recent = [] }: CaseView = {},
): string {
  const { language, prefix } = context;
  const words = reviewerWords(language);
  const base = `${prefix}/cases/${review.applicationId}`;
  return layout(
    context,
    html`${skipLinks(language, [
      ['pictures', words.toPictures],
      ['decision', words.toDecision],
      ['checks', words.toChecks],
      ['history', words.toHistory],
    ])}
<div class="bar"><a href="${prefix}/"${hotkey('l')}>← ${words.back}</a>
<div class="line">${nextForm(context, { text: words.passOver, passedOver: review.applicationId })}
<form method="post" action="${base}/release">${csrfOf(context)}<button>${words.giveBack}</button></form></div></div>
${recentStrip(context, recent)}
<p class="quiet">${fill(words.claimNote, { minutes: String(CLAIM_MINUTES) })}</p>
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<section class="card">
<p class="why">${whyAsked(review, language)}</p>
${sparedNote(review, words)}
${review.appeal === null ? null : html`<blockquote>${review.appeal}</blockquote>`}
<dl class="facts">${facts(review, relationships, language, identity)}</dl>
${identity ? null : identityForm(context, base, words)}
</section>
<section class="card" id="pictures" tabindex="-1">
<h2>${words[questionOf(review)]}</h2>
${pictureGrid(review, base, language)}
</section>
${decisionForms(context, review, base)}
<section class="card" id="checks" tabindex="-1">
<h2>${words.checks}</h2>
<ul class="checks">${doubtsFirst(review.checks).map((check) => checkLine(check, language))}</ul>
</section>
${historySection(review, language)}
${hotkeysNote(language, ['n', 'l', 'z', 'a', 'r', ...(recent.length > 0 ? (['u'] as const) : [])])}`,
  );
}

/** What was not asked for in this session, and so was not checked. */
function sparedNote({ without }: ReviewCase, words: ReviewerWords): Html | null {
  if (without === 'eyes') return html`<p>${words.withoutEyes}</p>`;
  return without === 'head' ? html`<p>${words.withoutHead}</p>` : null;
}

/** What the reviewer is asked of the pictures. */
function questionOf({
  method,
  registryPhoto,
}: ReviewCase): 'compare' | 'compareDocuments' | 'compareNothing' {
  if (method === 'document_review') return 'compareDocuments';
  return registryPhoto ? 'compare' : 'compareNothing';
}

function facts(
  review: ReviewCase,
  relationships: readonly RelationshipRule[],
  language: Language,
  identity: Identity | undefined,
): Html[] {
  const words = reviewerWords(language);
  const entries: readonly (readonly [string, string])[] = [
    [words.relative, identity?.name ?? review.subjectName],
    [words.idNumber, identity ? groupNumber(identity.number) : review.idNumber],
    ...(identity ? [[words.birthdate, identity.birthdate ?? '–'] as const] : []),
    [words.relationship, relationshipLabel(relationships, review.relationship, language)],
    [words.operator, review.operatorName],
    [words.method, METHOD_WORDS[review.method][language]],
    [words.waitingSince, formatTime(review.submittedAt, language)],
    [words.decideBy, formatTime(review.decideBy, language)],
    [words.applicationId, review.applicationId],
  ];
  return entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
}

/** Full name and number are looked at for something, which is noted with the look. */
function identityForm(context: PageContext, base: string, words: ReviewerWords): Html {
  const options = IDENTITY_PURPOSES.map(
    (purpose) =>
      html`<option value="${purpose}">${PURPOSE_OF_LOOK_WORDS[purpose][context.language]}</option>`,
  );
  return html`<form class="line" method="post" action="${base}/identity">${csrfOf(context)}
<label for="purpose">${words.purpose}</label>
<select id="purpose" name="purpose" required aria-describedby="identity-note"><option value="">${words.choose}</option>${options}</select>
<button>${words.showIdentity}</button> <small id="identity-note">${words.showIdentityNote}</small></form>`;
}

const csrfOf = ({ session }: PageContext): Html =>
  html`<input type="hidden" name="csrf" value="${session?.csrf}">`;

/** What failed or stayed open is what the reviewer came for. */
const doubtsFirst = (checks: readonly JudgementCheck[]): readonly JudgementCheck[] => [
  ...checks.filter(({ passed }) => passed === false),
  ...checks.filter(({ passed }) => passed !== false),
];

/** The question and its answer in words, and why; the record's own names and figures are folded away behind it. */
function checkLine(check: JudgementCheck, language: Language): Html {
  const { name, passed, detail } = check;
  const words = reviewerWords(language);
  const unsure = passed === false && detail?.band === 'person_decides';
  const state = passed === null ? 'notRun' : passed ? 'yes' : unsure ? 'unsure' : 'no';
  const why = checkWhy(check, language);
  const measured = Object.entries(detail ?? {}).map(([key, value]) => `${key} ${value}`);
  return html`<li class="${state}"><span class="state">${words[state]}</span>
<span>${checkWords(name)[language]}${why === null ? null : html`<small class="because">${why}</small>`}</span>
<details><summary>${words.record}</summary><code lang="en">${[name, ...measured].join(', ')}</code></details></li>`;
}
