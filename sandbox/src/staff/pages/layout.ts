import { type Html, html } from '../../pages/html.ts';
import type { Language } from '../../pages/pick-language.ts';
import type { StaffSession } from '../staff-sessions.ts';
import { type StaffWords, staffWords } from '../staff-words.ts';

/** What every page of the staff needs to know. */
export interface PageContext {
  readonly language: Language;
  /** On top of the page. */
  readonly title: string;
  /** Path under which the pages live, e.g. `/review`. */
  readonly prefix: string;
  /** This page's own path, for the language switch. */
  readonly path: string;
  readonly session?: StaffSession | undefined;
}

export function layout({ language, title, prefix, path, session }: PageContext, body: Html): string {
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
<a href="${path}?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a>
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
