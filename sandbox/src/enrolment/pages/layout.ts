import { type Html, html } from '../../pages/html.ts';
import type { Language } from '../../pages/pick-language.ts';
import { enrolmentWords } from '../enrolment-words.ts';

export interface EnrolmentContext {
  readonly language: Language;
  /** Path under which the page lives, e.g. `/enrol`. */
  readonly path: string;
  /** The page's own address in this language. */
  readonly home: string;
  readonly portalUrl: string;
  /** Goes into every form. */
  readonly formToken: string;
  /** Whether something was deleted just now. */
  readonly dropped: boolean;
}

export function layout({ language, path }: EnrolmentContext, body: Html): string {
  const words = enrolmentWords(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<link rel="stylesheet" href="${path}/enrol.css">
<script type="module" src="${path}/enrol-camera.js"></script>
</head>
<body>
<aside class="test">${words.test}</aside>
<main>
<header>
<h1>${words.title}</h1>
<a href="${path}/?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a>
</header>
${body}
</main>
</body>
</html>
`.markup;
}

/** Opens the page once more, this time from here, so that the browser sends its cookie. */
export function openAgainPage({ language, home }: EnrolmentContext): string {
  const { title } = enrolmentWords(language);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${home}">
<title>${title}</title>
</head>
<body><p><a href="${home}">${title}</a></p></body>
</html>
`.markup;
}
