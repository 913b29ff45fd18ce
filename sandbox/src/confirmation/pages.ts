import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { relationshipLabel } from '../pages/format.ts';
import { fill, html } from '../pages/html.ts';
import type { Language } from '../pages/pick-language.ts';
import { layout } from '../provider/pages/layout.ts';
import type { Question } from './confirmation-desk.ts';
import { confirmationWords } from './confirmation-words.ts';

/** What the relative is asked: who, as what, with which consequences. Two buttons; nothing is ticked for them. */
export function questionPage(
  language: Language,
  question: Question,
  options: {
    readonly path: string;
    readonly ticket: string;
    readonly relationships: readonly RelationshipRule[];
    readonly missing?: boolean;
  },
): string {
  const words = confirmationWords(language);
  const operator = question.operator_name;
  const until = new Date(question.expires_at).toLocaleString(language, {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return layout(
    language,
    fill(words.title, { operator }),
    html`${options.missing ? html`<p class="error" role="alert">${words.missing}</p>` : null}
<dl>
<div><dt>${words.you}</dt><dd>${question.subject_name}</dd></div>
<div><dt>${fill(words.relationship, { operator })}</dt><dd>${relationshipLabel(options.relationships, question.relationship, language)}</dd></div>
<div><dt>${words.until}</dt><dd>${until}</dd></div>
</dl>
<form method="post" action="${options.path}/answer?lang=${language}">
<input type="hidden" name="ticket" value="${options.ticket}">
<div class="notice" tabindex="0" role="region" aria-label="${question.notice.title}">${question.notice.text}</div>
<label class="tick"><input type="checkbox" name="consent" value="yes"> <span>${fill(words.consent, { title: question.notice.title })}</span></label>
<button type="submit" name="answer" value="agreed">${words.agree}</button>
<button class="plain" type="submit" name="answer" value="declined">${words.decline}</button>
</form>`,
  );
}

/** A no without an account. Nothing about anybody stands here. */
export function declinePage(
  language: Language,
  { path, problem }: { readonly path: string; readonly problem?: 'wrong' | 'too_many' },
): string {
  const words = confirmationWords(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  return layout(
    language,
    words.declineTitle,
    html`<p>${words.declineIntro}</p>
${problem ? html`<p class="error" role="alert">${words[problem]}</p>` : null}
<form method="post" action="${path}/decline?lang=${language}">
<label for="ending">${words.ending}</label>
<input id="ending" name="ending" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="ending-help"${problem === 'wrong' ? html` aria-invalid="true"` : null}>
<p id="ending-help">${words.endingHelp}</p>
<button type="submit">${words.declineNow}</button>
</form>
<a class="other" href="${path}?lang=${language}">${words.loginWay}</a>`,
    `${path}?view=decline&lang=${other}`,
  );
}

/** How it ended. */
export function endPage(language: Language, end: 'agreed' | 'declined' | 'gone', operator = ''): string {
  const words = confirmationWords(language);
  return layout(language, words[end], html`<p>${fill(words[`${end}Body`], { operator })}</p>`);
}

/** They read for too long, or logged in with a password that was replaced since. */
export function latePage(language: Language, path: string): string {
  const words = confirmationWords(language);
  return layout(
    language,
    words.late,
    html`<p>${words.lateBody}</p>
<a class="other" href="${path}?lang=${language}">${words.loginAgain}</a>`,
  );
}
