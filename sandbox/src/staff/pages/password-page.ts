import { html } from '../../pages/html.ts';
import type { PasswordRefusal } from '../staff-sessions.ts';
import { staffWords } from '../staff-words.ts';
import { layout, type PageContext } from './layout.ts';

/** A new password for whoever is logged in, given the present one and a code. */
export function passwordPage(context: PageContext, outcome?: PasswordRefusal | 'changed'): string {
  const { language, prefix, session } = context;
  const words = staffWords(language);
  const said =
    outcome === 'changed'
      ? html`<p class="notice" role="status">${words.changed}</p>`
      : outcome && html`<p class="problem" role="alert">${words[outcome]}</p>`;
  return layout(
    context,
    html`<p><a href="${prefix}/">← ${words.back}</a></p>
${said ?? null}
<form class="card narrow" method="post" action="${prefix}/password">
<input type="hidden" name="csrf" value="${session?.csrf}">
<label>${words.currentPassword}<input name="password" type="password" required maxlength="200" autocomplete="current-password"></label>
<label for="code">${words.code}<small id="code-help">${words.codeHelp}</small></label>
<input id="code" class="code" name="code" required maxlength="12" inputmode="numeric" autocomplete="one-time-code" aria-describedby="code-help">
<label for="fresh">${words.newPassword}<small id="fresh-help">${words.newPasswordHelp}</small></label>
<input id="fresh" name="fresh" type="password" required minlength="8" maxlength="200" autocomplete="new-password" aria-describedby="fresh-help">
<p class="quiet">${words.changeEnds}</p>
<button class="primary">${words.changePassword}</button>
</form>`,
  );
}
