import type { StepAction } from '@family-auth/library/protocol/challenge.ts';
import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import type { JudgementCheck } from '../judgement/judgement.ts';
import { type Html, html } from '../pages/html.ts';
import { formatTime, groupNumber, type Language, relationshipLabel } from '../pages/language.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import { checkWords } from './check-words.ts';
import { fill, whyAsked } from './queue-page.ts';
import { CLAIM_MINUTES, type Identity, type ReviewCase, type ReviewPicture } from './review-desk.ts';
import {
  ACTION_WORDS,
  METHOD_WORDS,
  PHOTO_WORDS,
  PURPOSE_WORDS,
  REASON_WORDS,
  REVIEW_REASONS,
  type ReviewerWords,
  reviewerWords,
} from './reviewer-words.ts';

/** What a case's page shows besides the case. */
export interface CaseView {
  readonly problem?: 'reasonMissing';
  /** Only in answer to a form that asked for it. */
  readonly identity?: Identity;
}

export function casePage(
  context: PageContext,
  review: ReviewCase,
  relationships: readonly RelationshipRule[],
  { problem, identity }: CaseView = {},
): string {
  const { language, prefix } = context;
  const words = reviewerWords(language);
  const base = `${prefix}/cases/${review.applicationId}`;
  return layout(
    context,
    html`<div class="bar"><a href="${prefix}/">← ${words.back}</a>
<form method="post" action="${base}/release">${csrfOf(context)}<button class="plain">${words.giveBack}</button></form></div>
<p class="quiet">${fill(words.claimNote, String(CLAIM_MINUTES))}</p>
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<section class="card">
<p class="why">${whyAsked(review, language)}</p>
${sparedNote(review, words)}
${review.appeal === null ? null : html`<blockquote>${review.appeal}</blockquote>`}
<dl class="facts">${facts(review, relationships, language, identity)}</dl>
${identity ? null : html`<form method="post" action="${base}/identity">${csrfOf(context)}<button aria-describedby="identity-note">${words.showIdentity}</button> <small id="identity-note">${words.showIdentityNote}</small></form>`}
</section>
<section class="card">
<h2>${words[questionOf(review)]}</h2>
<div class="pictures">
<figure class="registered">
${review.registryPhoto ? html`<a href="${base}/registry-photo"><img src="${base}/registry-photo" alt="${words.registryPhoto}"></a>` : html`<div class="missing">${words.noRegistryPhoto}</div>`}
<figcaption>${words.registryPhoto}</figcaption>
</figure>
<div class="submitted" role="group" aria-label="${words.submitted}">
${review.pictures.length === 0 ? html`<p class="empty">${words.noPictures}</p>` : review.pictures.map((picture) => figure(picture, base, language))}
</div>
</div>
</section>
${decisionForms(context, review, base, words)}
<section class="card">
<h2>${words.checks}</h2>
<ul class="checks">${doubtsFirst(review.checks).map((check) => checkLine(check, language))}</ul>
</section>`,
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
    [words.applicationId, review.applicationId],
  ];
  return entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
}

const csrfOf = ({ session }: PageContext): Html =>
  html`<input type="hidden" name="csrf" value="${session?.csrf}">`;

function figure(picture: ReviewPicture, base: string, language: Language): Html {
  const caption = captionOf(picture, language);
  if (picture.unreadable) {
    return html`<figure><div class="missing">${reviewerWords(language).unreadable}</div><figcaption>${caption}</figcaption></figure>`;
  }
  const source = `${base}/pictures/${picture.n}`;
  return html`<figure><a href="${source}"><img src="${source}" alt="${caption}" loading="lazy"></a><figcaption>${caption}</figcaption></figure>`;
}

function captionOf({ role, action, purpose }: ReviewPicture, language: Language): string {
  if (role !== 'frame') return PHOTO_WORDS[role][language];
  const what = ACTION_WORDS[action as StepAction]?.[language] ?? '';
  const when = PURPOSE_WORDS[purpose ?? '']?.[language] ?? '';
  return [what, when].filter((word) => word !== '').join(' · ');
}

/** What failed or stayed open is what the reviewer came for. */
const doubtsFirst = (checks: readonly JudgementCheck[]): readonly JudgementCheck[] => [
  ...checks.filter(({ passed }) => passed === false),
  ...checks.filter(({ passed }) => passed !== false),
];

function checkLine({ name, passed, detail }: JudgementCheck, language: Language): Html {
  const words = reviewerWords(language);
  const unsure = passed === false && detail?.band === 'person_decides';
  const state = passed === null ? 'notRun' : passed ? 'yes' : unsure ? 'unsure' : 'no';
  const measured = Object.entries(detail ?? {})
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  return html`<li class="${state}"><span class="state">${words[state]}</span> ${checkWords(name)[language]} <small>${name}${measured ? `: ${measured}` : null}</small></li>`;
}

function decisionForms(
  context: PageContext,
  { takesTwo, proposal }: ReviewCase,
  base: string,
  words: ReviewerWords,
): Html {
  const { language, session } = context;
  const csrf = csrfOf(context);
  const own = proposal?.reviewer === session?.name;
  const approve = !takesTwo ? words.approve : proposal ? words.confirm : words.propose;
  const reasons = REVIEW_REASONS.map(
    (reason) => html`<option value="${reason}">${REASON_WORDS[reason][language]}</option>`,
  );
  const note = (id: string) =>
    html`<label for="${id}">${words.note}</label><textarea id="${id}" name="note" rows="2" maxlength="500"></textarea>`;
  return html`<section class="card">
${takesTwo ? html`<p class="why">${words.takesTwo}</p>` : null}
${proposal ? html`<p><strong>${fill(words.proposedBy, proposal.reviewer)}</strong></p>${proposal.note ? html`<blockquote>${proposal.note}</blockquote>` : null}` : null}
<div class="decide">
${
  own
    ? html`<p>${words.needs_another}</p>`
    : html`<form method="post" action="${base}/decision">${csrf}<input type="hidden" name="decision" value="approved">
${note('note-approve')}
<button class="primary">${approve}</button></form>`
}
<form method="post" action="${base}/decision">${csrf}<input type="hidden" name="decision" value="rejected">
<label for="reason">${words.reason}</label>
<select id="reason" name="reason" required><option value="">${words.choose}</option>${reasons}</select>
${note('note-reject')}
<button class="danger">${words.reject}</button></form>
</div>
</section>`;
}
