import { en } from './en.ts';
import type { Locale } from './locale.ts';
import type { Messages } from './messages.ts';
import { zhCN } from './zh-CN.ts';

/**
 * Every text of the element in the languages that are shipped, by BCP 47 tag. The element itself loads only the language that it shows.
 *
 * @example
 * ```ts
 * import { LOCALES } from 'family-auth';
 *
 * LOCALES.en.common.next; // → 'Next'
 * LOCALES['zh-CN'].common.next; // → '下一步'
 * ```
 */
export const LOCALES = { 'zh-CN': zhCN, en } as const satisfies Record<Locale, Messages>;
