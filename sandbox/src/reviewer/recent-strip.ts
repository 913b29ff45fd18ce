import { fill, type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { hotkey } from '../staff/keyboard.ts';
import type { PageContext } from '../staff/pages.ts';
import type { RecentDecision } from './review-desk.ts';
import { reviewerWords } from './reviewer-words.ts';

/** What a reviewer decided within the last minute, each with the button that takes it back. */
export function recentStrip(
  { language, prefix, session }: PageContext,
  recent: readonly RecentDecision[],
): Html | null {
  if (recent.length === 0) return null;
  const words = reviewerWords(language);
  const decided = { approved: words.approve, rejected: words.reject, proposed: words.propose };
  const time = timeOf(language);
  const lines = recent.map(
    (
      { applicationId, subjectName, decision, until },
      i,
    ) => html`<li><form class="line" method="post" action="${prefix}/cases/${applicationId}/undo">
<input type="hidden" name="csrf" value="${session?.csrf}">
<span>${fill(words.justDecided, { name: subjectName, what: decided[decision], time: time.format(until) })}</span>
<button${i === 0 ? hotkey('u') : null}>${words.takeBack}</button></form></li>`,
  );
  return html`<section class="card recent" aria-label="${words.recent}"><ul>${lines}</ul></section>`;
}

const timeOf = (language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  });

/** Takes the next case that nobody has. */
export function nextForm(
  { prefix, session }: PageContext,
  {
    text,
    passedOver,
    primary = false,
    autofocus = false,
  }: { text: string; passedOver?: string; primary?: boolean; autofocus?: boolean },
): Html {
  return html`<form method="post" action="${prefix}/next"><input type="hidden" name="csrf" value="${session?.csrf}">${passedOver === undefined ? null : html`<input type="hidden" name="passedOver" value="${passedOver}">`}
<button${primary ? html` class="primary"` : null}${hotkey('n')}${autofocus ? html` autofocus` : null}>${text}</button></form>`;
}
