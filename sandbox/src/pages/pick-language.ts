import type { FastifyRequest } from 'fastify';

export type Language = 'zh-CN' | 'en';

/** The language asked for by name, else the first of the browser's that we have, else Chinese. */
export function pickLanguage(asked: string | undefined, acceptLanguage: string | undefined): Language {
  if (asked === 'en' || asked === 'zh-CN') return asked;
  for (const tag of (acceptLanguage ?? '').split(',')) {
    const language = tag.trim().toLowerCase();
    if (language.startsWith('zh')) return 'zh-CN';
    if (language.startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

/** The language of the page that a request asks for: by `?lang=`, else as {@link pickLanguage}. */
export function languageOf({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): Language {
  const { lang } = query as { lang?: unknown };
  return pickLanguage(typeof lang === 'string' ? lang : undefined, headers['accept-language']);
}

/** The language of a provider's page: what the client asked for (`ui_locales`), else what the browser prefers, else Chinese. */
export function localeOf(...wishes: readonly (string | undefined)[]): Language {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(/[\s,]+/)) {
      if (/^zh\b/i.test(tag)) return 'zh-CN';
      if (/^en\b/i.test(tag)) return 'en';
    }
  }
  return 'zh-CN';
}
