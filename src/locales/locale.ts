/**
 * BCP 47 tag of a shipped language: `zh-CN` or `en`.
 *
 * @example
 * ```ts
 * import { LOCALES, type Locale } from 'family-auth';
 *
 * (Object.keys(LOCALES) as Locale[]).sort(); // → ['en', 'zh-CN']
 * ```
 */
export type Locale = 'zh-CN' | 'en';

/**
 * The shipped locale for a BCP 47 tag: any Chinese is shown as zh-CN, any other language as English, and without a tag the first
 * language of the service, zh-CN.
 *
 * @example
 * ```ts
 * import { chooseLocale } from 'family-auth';
 *
 * chooseLocale('zh-Hant-TW'); // → 'zh-CN'
 * chooseLocale('fr'); // → 'en'
 * chooseLocale(undefined); // → 'zh-CN'
 * ```
 */
export function chooseLocale(tag: string | undefined): Locale {
  if (!tag) return 'zh-CN';
  return tag.toLowerCase().split('-')[0] === 'zh' ? 'zh-CN' : 'en';
}
