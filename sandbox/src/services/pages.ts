import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { CARD_SERVICES } from '../rules/card-services.ts';
import type { DelegatedService, RedeemedCode } from './redeem.ts';
import { EXAMPLES, serviceWords } from './service-words.ts';

/** A whole page of the services: marked as a test, no script. */
function layout(language: Language, cssPath: string, title: string, body: Html): string {
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

const zh = {
  title: '模拟办事窗口：查验二维码',
  valid: '此码有效',
  name: '持卡人',
  number: '证件号码',
  until: '有效期至',
  once: '此码现已使用，不能再用第二次。',
  refused: {
    used: '此码已被使用过',
    expired: '此码已过期',
    unknown: '没有这个码',
  },
  why: '每个码只能使用一次，一分钟内有效。请持卡人的家人重新出示一个新码。',
};
type CounterWords = typeof zh;

const en: CounterWords = {
  title: 'Counter (simulated): checking a QR code',
  valid: 'This code is valid',
  name: 'Card holder',
  number: 'Document number',
  until: 'Valid until',
  once: 'It is used now and cannot be used again.',
  refused: {
    used: 'This code has been used',
    expired: 'This code has expired',
    unknown: 'There is no such code',
  },
  why: 'A code can be used once, within a minute. Ask for a new one to be shown.',
};

/** What a counter sees that has read a card's display code. */
export function counterPage(code: RedeemedCode, language: Language, cssPath: string): string {
  const words = language === 'en' ? en : zh;
  const body =
    code.state === 'valid'
      ? html`<p class="quiet">${words.title}</p>
<h1>${words.valid}</h1>
<dl>
<div><dt>${words.name}</dt><dd>${code.maskedName}</dd></div>
<div><dt>${words.number}</dt><dd>${code.maskedNumber}</dd></div>
<div><dt>${words.until}</dt><dd>${timeInChina(code.expiresAt, language)}</dd></div>
</dl>
<p class="quiet">${words.once}</p>`
      : html`<p class="quiet">${words.title}</p>
<h1>${words.refused[code.state]}</h1>
<p>${words.why}</p>`;
  return layout(language, cssPath, words.title, body);
}

const timeInChina = (instant: Date, language: Language): string =>
  instant.toLocaleTimeString(language, { timeZone: 'Asia/Shanghai', hour12: false });
