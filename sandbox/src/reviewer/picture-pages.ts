import type { StepAction } from '@family-auth/library/protocol/challenge.ts';
import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { hotkey, hotkeysNote } from '../staff/keyboard.ts';
import { layout, type PageContext } from '../staff/pages.ts';
import type { ReviewCase, ReviewPicture } from './review-desk.ts';
import {
  ACTION_WORDS,
  PHOTO_WORDS,
  PURPOSE_WORDS,
  type ReviewerWords,
  reviewerWords,
} from './reviewer-words.ts';

/** The registered photo, if there is one, staying in sight beside what was submitted. Each leads to the larger view. */
export function pictureGrid(review: ReviewCase, base: string, language: Language): Html {
  const words = reviewerWords(language);
  const first = shown(review)[0];
  const registered = html`<img src="${base}/registry-photo" alt="${words.registryPhoto}">`;
  const larger = first === undefined ? `${base}/registry-photo` : largeAddress(base, first.n, 'registry');
  return html`<div class="pictures${review.registryPhoto ? '' : ' alone'}">
${
  review.registryPhoto
    ? html`<figure class="registered"><a href="${larger}"${hotkey('z')}>${registered}</a><figcaption>${words.registryPhoto}</figcaption></figure>`
    : html`<p class="empty">${words.noRegistryPhoto}</p>`
}
<div class="submitted" role="group" aria-label="${words.submitted}">
${review.pictures.length === 0 ? html`<p class="empty">${words.noPictures}</p>` : review.pictures.map((picture) => figure(picture, base, review, language))}
</div>
</div>
${first === undefined ? null : html`<p><small>${words.largerNote}</small></p>`}`;
}

function figure(picture: ReviewPicture, base: string, review: ReviewCase, language: Language): Html {
  const caption = captionOf(picture, language);
  const kind = picture.role === 'frame' ? 'frame' : 'photo';
  if (picture.unreadable) {
    return html`<figure class="${kind}"><div class="missing">${reviewerWords(language).unreadable}</div><figcaption>${caption}</figcaption></figure>`;
  }
  const key = picture === shown(review)[0] && !review.registryPhoto ? hotkey('z') : null;
  return html`<figure class="${kind}"><a href="${largeAddress(base, picture.n, besideByDefault(review, picture.n))}"${key}><img src="${base}/pictures/${picture.n}" alt="${caption}" loading="lazy"></a><figcaption>${caption}</figcaption></figure>`;
}

function captionOf({ role, action, purpose }: ReviewPicture, language: Language): string {
  if (role !== 'frame') return PHOTO_WORDS[role][language];
  const what = ACTION_WORDS[action as StepAction]?.[language] ?? '';
  const when = PURPOSE_WORDS[purpose ?? '']?.[language] ?? '';
  return [what, when].filter((word) => word !== '').join(' · ');
}

/** What a picture is looked at beside: the registered photo, another picture of the submission by its number, or nothing. */
export type Beside = number | 'registry' | undefined;

const shown = ({ pictures }: ReviewCase) => pictures.filter(({ unreadable }) => !unreadable);

const largeAddress = (base: string, n: number, beside: Beside): string =>
  `${base}/pictures/${n}/large${beside === undefined ? '' : `?beside=${beside}`}`;

/** The registered photo; without one the document, else the portrait. */
function besideByDefault(review: ReviewCase, n: number): Beside {
  if (review.registryPhoto) return 'registry';
  const others = shown(review).filter((each) => each.n !== n && each.role !== 'frame');
  return (others.find(({ role }) => role === 'id_document') ?? others[0])?.n;
}

/**
 * One picture as large as the window allows, beside another: each is enlarged and turned by buttons of its own, without a
 * script, and scrolled by mouse, finger or arrow keys.
 */
export function largePage(
  context: PageContext,
  review: ReviewCase,
  n: number,
  beside: Beside,
): string | undefined {
  const { language, prefix } = context;
  const words = reviewerWords(language);
  const base = `${prefix}/cases/${review.applicationId}`;
  const pictures = shown(review);
  const at = pictures.findIndex((each) => each.n === n);
  const picture = pictures[at];
  if (picture === undefined) return undefined;
  const left = paneBeside(review, beside, base, language);
  const other = left === null ? undefined : beside;
  return layout(
    { ...context, query: other === undefined ? {} : { beside: String(other) } },
    html`<div class="bar"><a href="${base}#pictures"${hotkey('b')}>← ${words.toCase}</a>
<nav aria-label="${words.submitted}">${step(words.pictureBefore, pictures[at - 1], 'k', base, other)}
<span>${at + 1} / ${pictures.length}</span>
${step(words.pictureAfter, pictures[at + 1], 'j', base, other)}</nav></div>
${besideLinks(review, picture, other, base, words, language)}
<div class="panes">
${left}
${pane('main', `${base}/pictures/${n}`, captionOf(picture, language), language)}
</div>
${hotkeysNote(language, ['b', 'j', 'k'])}`,
  );
}

function step(
  text: string,
  to: ReviewPicture | undefined,
  key: 'j' | 'k',
  base: string,
  beside: Beside,
): Html {
  if (to === undefined) return html`<span class="quiet">${text}</span>`;
  return html`<a class="button" href="${largeAddress(base, to.n, beside)}"${hotkey(key)}>${text}</a>`;
}

function paneBeside(review: ReviewCase, beside: Beside, base: string, language: Language): Html | null {
  if (beside === 'registry') {
    if (!review.registryPhoto) return null;
    return pane('beside', `${base}/registry-photo`, reviewerWords(language).registryPhoto, language);
  }
  const picture = shown(review).find(({ n }) => n === beside);
  if (picture === undefined) return null;
  return pane('beside', `${base}/pictures/${picture.n}`, captionOf(picture, language), language);
}

/** What else the picture can be looked at beside. */
function besideLinks(
  review: ReviewCase,
  { n }: ReviewPicture,
  beside: Beside,
  base: string,
  words: ReviewerWords,
  language: Language,
): Html {
  const choices: (readonly [Beside, string])[] = [
    [undefined, words.besideNothing],
    ...(review.registryPhoto ? [['registry', words.registryPhoto] as const] : []),
    ...shown(review)
      .filter((each) => each.n !== n)
      .map((each) => [each.n, captionOf(each, language)] as const),
  ];
  return html`<p class="choices">${words.beside} ${choices.map(([choice, text]) =>
    choice === beside
      ? html`<strong aria-current="true">${text}</strong> `
      : html`<a href="${largeAddress(base, n, choice)}">${text}</a> `,
  )}</p>`;
}

const ZOOMS = [100, 200, 400];
const TURNS = [0, 90, 180, 270];

function pane(id: string, source: string, caption: string, language: Language): Html {
  const words = reviewerWords(language);
  const radio = (kind: 'zoom' | 'turn', value: number, text: string, first: boolean) =>
    html`<label><input type="radio" class="${kind}-${value}" name="${kind}-${id}" value="${value}"${first ? html` checked` : null}> ${text}</label>`;
  return html`<figure class="pane">
<figcaption>${caption}</figcaption>
<div class="tools">
<fieldset><legend>${words.zoom}</legend>${ZOOMS.map((zoom, i) => radio('zoom', zoom, `${zoom}%`, i === 0))}</fieldset>
<fieldset><legend>${words.turn}</legend>${TURNS.map((turn, i) => radio('turn', turn, `${turn}°`, i === 0))}</fieldset>
</div>
<div class="stage" tabindex="0" role="group" aria-label="${caption}"><img src="${source}" alt="${caption}"></div>
</figure>`;
}
