import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zhCN } from './zh-CN.ts';

export const LOCALES = { 'zh-CN': zhCN, en } as const satisfies Record<string, Messages>;
export type Locale = keyof typeof LOCALES;

/**
 * The shipped locale for a BCP 47 tag: any Chinese is shown as zh-CN, any other language as English, and without a
 * tag the first language of the service, zh-CN.
 */
export function chooseLocale(tag: string | undefined): Locale {
  if (!tag) return 'zh-CN';
  return tag.toLowerCase().split('-')[0] === 'zh' ? 'zh-CN' : 'en';
}
