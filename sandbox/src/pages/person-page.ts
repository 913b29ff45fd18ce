import { type Html, html } from './html.ts';
import type { Language } from './language.ts';

const WORDS = {
  'zh-CN': {
    test: '测试环境，请勿填写真实信息',
    platform: '社会保险服务平台（测试）',
    otherLanguage: 'English',
    large: '大字',
    normal: '标准字号',
  },
  en: {
    test: 'Test system: enter nothing real',
    platform: 'Social insurance service platform (test)',
    otherLanguage: '中文',
    large: 'Larger text',
    normal: 'Standard text',
  },
};

/** What a person may change about every page. */
export const sizeWords = (language: Language) => WORDS[language];

/** The pages carry no inline style. Sizes go by the text size that is set in the browser. */
const STYLE = `
:root { color-scheme: light; font: 112.5%/1.6 system-ui, "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: #fff; color: #10211f; overflow-wrap: break-word; }
main { max-width: 480px; margin: 0 auto; padding: 16px 20px 40px; }
.test { margin: 0; padding: 10px 20px; background: #fff3cf; color: #4a3500; text-align: center; font-weight: 600; }
.platform { margin: 8px 0 0; color: #2f4a47; }
h1 { font-size: 1.55em; line-height: 1.3; margin: 8px 0 12px; }
label { display: block; margin: 18px 0 6px; font-weight: 600; }
label:has(+ .hint) { margin-bottom: 0; }
.hint { margin: 0 0 6px; color: #2f4a47; }
input { width: 100%; min-height: 52px; padding: 8px 12px; font: inherit; color: inherit; background: #fff;
  border: 2px solid #45635f; border-radius: 8px; }
input[data-groups] { font-variant-numeric: tabular-nums; padding: 8px; }
dl { margin: 16px 0; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 8px 0; border-bottom: 1px solid #c9d6d4; }
dt { color: #2f4a47; }
dd { margin: 0 0 0 auto; font-weight: 600; }
.notice { max-height: 16em; overflow: auto; white-space: pre-line; padding: 12px 16px; border: 1px solid #45635f; border-radius: 8px; }
.message { white-space: pre-line; overflow-wrap: anywhere; padding: 12px 16px; border: 1px solid #45635f; border-radius: 8px; }
.tick { display: flex; gap: 12px; align-items: start; }
.tick input { flex: none; width: 28px; min-height: 28px; height: 28px; margin: 0; }
input[aria-invalid='true'] { border-color: #9a1c1c; border-width: 3px; }
button { width: 100%; min-height: 52px; margin-top: 24px; font: inherit; font-weight: 600; cursor: pointer;
  color: #fff; background: #0b5a55; border: 2px solid #0b5a55; border-radius: 8px; }
button.plain { margin-top: 12px; color: #0b5a55; background: #fff; }
.tools { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; margin: 8px 0 0; }
.tool { display: inline-block; width: auto; min-height: 44px; margin: 0; padding: 6px 14px; font: inherit; font-weight: 600;
  text-decoration: none; color: #0b5a55; background: #fff; border: 2px solid #0b5a55; border-radius: 8px; }
[data-text-size='normal'] { display: none; }
.beside { margin: 8px 0 0; text-align: right; }
a { color: #0b5a55; }
.other { display: block; margin-top: 20px; padding: 10px 0; text-align: center; }
.error { margin: 16px 0 0; padding: 12px 16px; border-left: 6px solid #9a1c1c; background: #fdeeee; color: #6f1010; }
.error a { display: inline-block; vertical-align: top; padding: 4px 0; color: inherit; }
.error ul { margin: 4px 0 0; padding-left: 1.2em; }
.field-error { margin: 0 0 6px; font-weight: 600; color: #8a1717; }
:focus-visible { outline: 3px solid #a35f00; outline-offset: 2px; }
@media (forced-colors: active) { .error { border: 2px solid; border-left-width: 6px; } }
`;

/** For whoever asked for larger text: the pages then say less besides what is needed. */
const LARGE = `
:root { font-size: 150%; }
main { max-width: 640px; }
button, input { min-height: 64px; }
.tool { min-height: 52px; }
.platform { display: none; }
.notice { max-height: none; }
[data-text-size='large'] { display: none; }
[data-text-size='normal'] { display: inline-block; }
`;

/** The stylesheet of these pages, in the size of text that the person chose. */
export const styleFor = (size: 'large' | 'normal'): string => (size === 'large' ? STYLE + LARGE : STYLE);

/** The links by which a page is changed that can be asked for again. */
export function pageTools(locale: Language, address: (locale: Language) => string): Html {
  const other = locale === 'en' ? 'zh-CN' : 'en';
  const { otherLanguage } = WORDS[locale];
  return html`${sizeLinks(locale, address(locale))}
<a class="tool" href="${address(other)}" hreflang="${other}" lang="${other}">${otherLanguage}</a>`;
}

/** @param address of this very page, with a query. */
export const sizeLinks = (locale: Language, address: string): Html =>
  html`<a class="tool" data-text-size="large" href="${address}&text=large">${WORDS[locale].large}</a>
<a class="tool" data-text-size="normal" href="${address}&text=normal">${WORDS[locale].normal}</a>`;

/**
 * A page for the people of this service: the applicants and their relatives.
 *
 * @param tools by which language and size of text are changed, see {@link pageTools}.
 */
export function layout(locale: Language, title: string, content: Html, tools?: Html): string {
  const t = WORDS[locale];
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${t.platform}</title>
<link rel="stylesheet" href="/oidc/interaction.css">
</head>
<body>
<header class="test">${t.test}</header>
<main>
${tools === undefined ? '' : html`<div class="tools">${tools}</div>`}
<p class="platform">${t.platform}</p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.markup;
}
