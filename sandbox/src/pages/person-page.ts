import { type Html, html } from './html.ts';
import type { Language } from './language.ts';

const WORDS = {
  'zh-CN': {
    test: '测试环境，请勿填写真实信息',
    platform: '社会保险服务平台（测试）',
    otherLanguage: 'English',
  },
  en: {
    test: 'Test system: enter nothing real',
    platform: 'Social insurance service platform (test)',
    otherLanguage: '中文',
  },
};

/** Served at `/oidc/interaction.css`; the pages carry no script and no inline style. */
export const STYLE = `
:root { color-scheme: light; font: 18px/1.6 system-ui, "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #10211f; }
main { max-width: 480px; margin: 0 auto; padding: 16px 20px 40px; }
.test { margin: 0; padding: 10px 20px; background: #fff3cf; color: #4a3500; text-align: center; font-weight: 600; }
.platform { margin: 8px 0 0; color: #2f4a47; }
h1 { font-size: 28px; line-height: 1.3; margin: 8px 0 12px; }
label { display: block; margin: 18px 0 6px; font-weight: 600; }
label:has(+ .hint) { margin-bottom: 0; }
.hint { margin: 0 0 6px; color: #2f4a47; }
input { width: 100%; min-height: 52px; padding: 8px 12px; font: inherit; color: inherit; background: #fff;
  border: 2px solid #45635f; border-radius: 8px; }
dl { margin: 16px 0; }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 8px 0; border-bottom: 1px solid #c9d6d4; }
dt { color: #2f4a47; }
dd { margin: 0 0 0 auto; font-weight: 600; }
.notice { max-height: 16em; overflow: auto; white-space: pre-line; padding: 12px 16px; border: 1px solid #45635f; border-radius: 8px; }
.message { white-space: pre-line; overflow-wrap: anywhere; padding: 12px 16px; border: 1px solid #45635f; border-radius: 8px; }
.tick { display: flex; gap: 12px; align-items: start; }
.tick input { flex: none; width: 28px; min-height: 28px; height: 28px; margin: 0; }
input[aria-invalid='true'] { border-color: #9a1c1c; }
button { width: 100%; min-height: 52px; margin-top: 24px; font: inherit; font-weight: 600; cursor: pointer;
  color: #fff; background: #0b5a55; border: 2px solid #0b5a55; border-radius: 8px; }
button.plain { margin-top: 12px; color: #0b5a55; background: #fff; }
a { color: #0b5a55; }
.other { display: block; margin-top: 20px; padding: 10px 0; text-align: center; }
.error { margin: 16px 0 0; padding: 12px 16px; border-left: 6px solid #9a1c1c; background: #fdeeee; color: #6f1010; }
:focus-visible { outline: 3px solid #e08a00; outline-offset: 2px; }
.language { text-align: right; margin: 8px 0 0; }
`;

/** A page for the people of this service: the applicants and their relatives. */
export function layout(locale: Language, title: string, content: Html, otherLanguage?: string): string {
  const t = WORDS[locale];
  const otherLocale = locale === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${t.platform}</title>
<link rel="stylesheet" href="/oidc/interaction.css">
</head>
<body>
<p class="test">${t.test}</p>
<main>
${otherLanguage === undefined ? '' : html`<p class="language"><a href="${otherLanguage}" hreflang="${otherLocale}" lang="${otherLocale}">${t.otherLanguage}</a></p>`}
<p class="platform">${t.platform}</p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.markup;
}
