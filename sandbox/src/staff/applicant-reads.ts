import { afterConsent as enScreens } from '@family-auth/library/locales/en/after-consent.ts';
import { codes as enCodes } from '@family-auth/library/locales/en/codes.ts';
import { afterConsent as zhScreens } from '@family-auth/library/locales/zh-CN/after-consent.ts';
import { codes as zhCodes } from '@family-auth/library/locales/zh-CN/codes.ts';
import type { DecisionReason } from '@family-auth/library/protocol/application.ts';
import { fill, type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';

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
