import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zhCN } from './zh-CN.ts';

/** Every text of the element in the languages that are shipped, by BCP 47 tag. */
export const LOCALES = { 'zh-CN': zhCN, en } as const satisfies Record<string, Messages>;
/** BCP 47 tag of a shipped language: `zh-CN` or `en`. */
export type Locale = keyof typeof LOCALES;

/**
 * The shipped locale for a BCP 47 tag: any Chinese is shown as zh-CN, any other language as English, and without a
 * tag the first language of the service, zh-CN.
 */
export function chooseLocale(tag: string | undefined): Locale {
  if (!tag) return 'zh-CN';
  return tag.toLowerCase().split('-')[0] === 'zh' ? 'zh-CN' : 'en';
}
