import type { zhCN } from './zh-CN.ts';

type Words<Section> = { readonly [Key in keyof Section]: string };

/**
 * Every text of the element, by section and key. `{…}` is filled in. A locale that lacks one does not compile.
 *
 * @example
 * ```ts
 * import { LOCALES, type Messages } from 'family-auth';
 *
 * const shipped: readonly Messages[] = Object.values(LOCALES);
 * shipped.length; // → 2
 * ```
 */
export type Messages = { readonly [Section in keyof typeof zhCN]: Words<(typeof zhCN)[Section]> };

/**
 * Texts of the embedding page, laid over the locale's own by section and key; what is left out stays.
 *
 * @example
 * ```ts
 * element.messages = { welcome: { title: 'Add a card of your family' } };
 * ```
 */
export type MessageOverrides = { readonly [Section in keyof Messages]?: Partial<Messages[Section]> };
