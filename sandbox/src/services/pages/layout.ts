import { type Html, html } from '../../pages/html.ts';
import type { Language } from '../../pages/pick-language.ts';
import { serviceWords } from '../service-words.ts';

/** A whole page of the services: marked as a test, no script. */
export function layout(language: Language, cssPath: string, title: string, body: Html): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${cssPath}">
</head>
<body>
<aside class="test">${serviceWords(language).test}</aside>
<main>
${body}
</main>
</body>
</html>
`.markup;
}
