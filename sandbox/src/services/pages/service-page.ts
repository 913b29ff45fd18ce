import { html } from '../../pages/html.ts';
import type { Language } from '../../pages/pick-language.ts';
import { CARD_SERVICES } from '../card-services.ts';
import type { DelegatedService } from '../redeem-link.ts';
import { EXAMPLES, serviceWords } from '../service-words.ts';
import { layout } from './layout.ts';

/** What one delegated link opens: for whom, by whom, and a pretended outcome. */
export function servicePage(
  delegated: DelegatedService,
  relationship: string,
  language: Language,
  cssPath: string,
): string {
  const words = serviceWords(language);
  const service = CARD_SERVICES.find(({ id }) => id === delegated.service);
  const title = service?.title[language] ?? delegated.service;
  return layout(
    language,
    cssPath,
    title,
    html`<h1>${title}</h1>
<p class="quiet">${service?.description[language]}</p>
<dl>
<div><dt>${words.for}</dt><dd>${delegated.subjectName}</dd></div>
<div><dt>${words.number}</dt><dd>${delegated.subjectNumber}</dd></div>
<div><dt>${words.relationship}</dt><dd>${relationship}</dd></div>
<div><dt>${words.by}</dt><dd>${delegated.operatorName}</dd></div>
</dl>
<h2>${words.example}</h2>
<dl>${EXAMPLES[delegated.service][language].map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<p class="quiet">${words.close}</p>`,
  );
}

/** For a link that is used up, out of date, or never was. */
export function gonePage(language: Language, cssPath: string): string {
  const words = serviceWords(language);
  const body = html`<h1>${words.gone}</h1><p>${words.goneWhy}</p>`;
  return layout(language, cssPath, words.gone, body);
}
