import { afterConsent as enScreens } from '@family-auth/library/locales/en/after-consent.ts';
import { codes as enCodes } from '@family-auth/library/locales/en/codes.ts';
import { afterConsent as zhScreens } from '@family-auth/library/locales/zh-CN/after-consent.ts';
import { codes as zhCodes } from '@family-auth/library/locales/zh-CN/codes.ts';
import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { fill, type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';

const WORDS = {
  'zh-CN': {
    previewFirst: '选好之后先看申请人会读到什么，再确认。',
    change: '返回修改',
    aboutTo: '您将对这份申请作出决定：{what}',
    willRead: '申请人将读到',
    cardMayFail: '绑定在您确认之后进行。如果那时无法绑定，申请人会读到无法绑定的原因。',
    canAppeal: '申请人可以换一种方式再来，也可以申诉一次。',
  },
  en: {
    previewFirst: 'You first see what the applicant will read, and then confirm.',
    change: 'Back, to change it',
    aboutTo: 'About to decide on this application: {what}',
    willRead: 'What the applicant will read',
    cardMayFail: 'The card is bound after you confirm. Should that fail, the applicant reads why instead.',
    canAppeal: 'The applicant may try another way, and may appeal once.',
  },
};

/** What both desks say around a decision that is looked at before it is made. */
export const decisionWords = (language: Language) => WORDS[language];

/** For what is kept with a decision and told to nobody. */
export const noteField = (id: string, label: string, note = ''): Html =>
  html`<label for="${id}">${label}</label><textarea id="${id}" name="note" rows="2" maxlength="500">${note}</textarea>`;

/** What is about to be decided, and what the applicant will read of it, word by word. */
export function decisionPreview({
  language,
  what,
  subjectName,
  refusal,
  reads,
  note,
}: {
  readonly language: Language;
  /** As its button says it. */
  readonly what: string;
  readonly subjectName: string;
  /** `null` for an approval. */
  readonly refusal: { readonly term: string; readonly reason: string | undefined } | null;
  readonly reads: Html;
  readonly note: { readonly label: string; readonly text: string };
}): Html {
  const words = decisionWords(language);
  return html`<h2 tabindex="-1" autofocus>${fill(words.aboutTo, { what })}</h2>
<p><strong>${subjectName}</strong></p>
${refusal === null ? null : html`<p>${refusal.term}${language === 'en' ? ': ' : '：'}<strong>${refusal.reason}</strong></p>`}
<h3>${words.willRead}</h3>
${reads}
${noteField('note', note.label, note.text)}`;
}

const MESSAGES = {
  'zh-CN': { ...zhScreens, ...zhCodes },
  en: { ...enScreens, ...enCodes },
};

/**
 * What the applicant will read of a decision, in both languages, the clerk's own first: which of them the applicant has is not
 * known here.
 *
 * @param reason why it is refused, or `null` where it is approved.
 */
export function applicantReads(name: string, reason: DecisionReason | null, language: Language): Html {
  const other = language === 'en' ? 'zh-CN' : 'en';
  return html`<div class="reads">${[language, other].map((each) => screenOf(name, reason, each as Language))}</div>`;
}

/** The words of the element's own screen, see `element/views/decision.ts`. */
function screenOf(name: string, reason: DecisionReason | null, language: Language): Html {
  const text = MESSAGES[language];
  if (reason === null) {
    return html`<blockquote lang="${language}"><strong>${text.approved.title}</strong><p>${fill(text.approved.body, { name })}</p></blockquote>`;
  }
  return html`<blockquote lang="${language}"><strong>${text.rejected.title}</strong><p>${text.reason[reason]}</p><p>${text.reasonTodo[reason]}</p></blockquote>`;
}
