import { html } from '../../pages/html.ts';
import type { StaffRefusal } from '../staff-sessions.ts';
import { staffWords } from '../staff-words.ts';
import { layout, type PageContext } from './layout.ts';

/** Name, password and code on one page: which of them was wrong is told by none. */
export function loginPage(
  context: PageContext,
  {
    demo,
    problem,
    name = '',
  }: { demo: boolean; problem?: StaffRefusal | 'expired' | undefined; name?: string },
): string {
  const words = staffWords(context.language);
  return layout(
    context,
    html`<form class="card narrow" method="post" action="${context.prefix}/login">
${problem ? html`<p class="problem" role="alert">${words[problem]}</p>` : null}
<label>${words.name}<input name="name" required maxlength="40" autocomplete="username" autocapitalize="none" value="${name}"></label>
<label>${words.password}<input name="password" type="password" required maxlength="200" autocomplete="current-password"></label>
<label for="code">${words.code}<small id="code-help">${words.codeHelp}</small></label>
<input id="code" class="code" name="code" required maxlength="12" inputmode="numeric" autocomplete="one-time-code" aria-describedby="code-help">
<button class="primary">${words.logIn}</button>
${demo ? html`<p class="quiet">${words.demo}</p>` : null}
</form>`,
  );
}
