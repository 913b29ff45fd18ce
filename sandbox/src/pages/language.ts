import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
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
export function localeOf(...preferences: readonly (string | undefined)[]): Language {
  for (const preference of preferences) {
    for (const tag of (preference ?? '').split(/[\s,]+/)) {
      if (/^zh\b/i.test(tag)) return 'zh-CN';
      if (/^en\b/i.test(tag)) return 'en';
    }
  }
  return 'zh-CN';
}

export const relationshipLabel = (
  rules: readonly RelationshipRule[],
  code: string,
  language: Language,
): string => {
  const label = rules.find((rule) => rule.code === code)?.label;
  return label?.[language] ?? label?.['zh-CN'] ?? code;
};

/** As a number is compared: region, birth date, sequence. */
export const groupNumber = (number: string): string =>
  number.length === 18 ? `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}` : number;

/** In China's time, in which the sandbox's people live. */
export const formatTime = (at: Date, language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(at);
