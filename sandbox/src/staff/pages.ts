import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import type { PasswordRefusal, StaffRefusal, StaffSession } from './staff-sessions.ts';
import { type StaffWords, staffWords } from './staff-words.ts';

/** What every page of the staff needs to know. */
export interface PageContext {
  readonly language: Language;
  /** On top of the page. */
  readonly title: string;
  /** Path under which the pages live, e.g. `/review`. */
  readonly prefix: string;
  /** This page's own path, for the language switch. */
  readonly path: string;
  /** What its address says besides the language, which the switch keeps. */
  readonly query?: Readonly<Record<string, string>>;
  readonly session?: StaffSession | undefined;
}

export function layout(
  { language, title, prefix, path, query = {}, session }: PageContext,
  body: Html,
): string {
  const words = staffWords(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${prefix}/staff.css">
</head>
<body>
<aside class="test">${words.test}</aside>
<header>
<h1>${title}</h1>
<nav>
<a href="${path}?${new URLSearchParams({ ...query, lang: other }).toString()}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a>
${session ? account(prefix, session, words) : null}
</nav>
</header>
<main>
${body}
</main>
</body>
</html>
`;
  return page.markup;
}

const account = (
  prefix: string,
  { name, csrf, demo }: StaffSession,
  words: StaffWords,
) => html`<span>${name}</span>
${demo ? null : html`<a href="${prefix}/password">${words.changePassword}</a>`}
<form method="post" action="${prefix}/logout"><input type="hidden" name="csrf" value="${csrf}">
<button class="plain">${words.logOut}</button></form>`;

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
