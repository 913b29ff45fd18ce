import type { ProblemCode } from '@family-auth/library/protocol/problem.ts';
import { html } from './html.ts';
import type { Language } from './language.ts';

interface Words {
  readonly test: string;
  readonly otherwise: Situation;
  readonly situations: Readonly<Partial<Record<ProblemCode, Situation>>>;
}
interface Situation {
  readonly title: string;
  readonly text: string;
}

const words: Readonly<Record<Language, Words>> = {
  'zh-CN': {
    test: '测试环境，请勿填写真实信息',
    otherwise: { title: '这一页打不开了', text: '请关上这一页，回到原来的网页，再试一次。' },
    situations: {
      rate_limited: { title: '点得有点快', text: '请休息一分钟，再刷新这一页。' },
      internal: { title: '系统出了点问题', text: '这不是您的问题，请过一会儿再试。' },
      unavailable: { title: '现在有点忙', text: '请过一会儿再试。' },
    },
  },
  en: {
    test: 'Test system: enter nothing real',
    otherwise: {
      title: 'This page cannot be shown any more',
      text: 'Please close it, go back to the page you came from and try again.',
    },
    situations: {
      rate_limited: {
        title: 'A little too fast',
        text: 'Please take a break of one minute, then load this page again.',
      },
      internal: {
        title: 'Something went wrong on the other side',
        text: 'It is not your fault. Please try again in a while.',
      },
      unavailable: { title: 'Very busy just now', text: 'Please try again in a while.' },
    },
  },
};

/** What a person sees in place of a problem document. */
export function problemPage({ code }: { readonly code: ProblemCode }, language: Language): string {
  const { test, otherwise, situations } = words[language];
  const { title, text } = situations[code] ?? otherwise;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/oidc/interaction.css">
</head>
<body>
<header class="test">${test}</header>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p><small>${code}</small></p>
</main>
</body>
</html>
`.markup;
}
