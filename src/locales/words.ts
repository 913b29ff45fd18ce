import type { Locale } from './locale.ts';
import type { MessageOverrides, Messages } from './messages.ts';

type Values = Readonly<Record<string, string | number>>;
type Localized = Readonly<Record<string, string>> & { readonly 'zh-CN': string };
/** Keys that come in plural forms: `left_one`, `left_other` → `left`. */
type PluralKey<Section> =
  Extract<keyof Section, `${string}_other`> extends `${infer Key}_other` ? Key : never;

/** Sections whose codes a backend names: a later version of the protocol may add some. */
type OpenSection = 'reason' | 'reasonTodo' | 'cardStatus';

/** Texts, numbers and dates of one language, with the page's own texts laid over. */
export interface Words {
  readonly locale: Locale;
  readonly text: Messages;
  /** Fills `{name}` places. A place without a value stays as it is. */
  fill(template: string, values: Values): string;
  /** The words for a code of an open list: those of `other` for a code that has none of its own. */
  wordFor(section: OpenSection, code: string): string;
  /** The plural form of `section.key` for `n`, with `{n}` and `values` filled in. */
  count<Section extends keyof Messages>(
    section: Section,
    key: PluralKey<Messages[Section]>,
    n: number,
    values?: Values,
  ): string;
  /** `share` 0…1. */
  percent(share: number): string;
  /** Date and time, e.g. `6月1日 14:30`. */
  moment(iso: string): string;
  /** Date alone. */
  date(iso: string): string;
  /** A text that the backend gives in several languages; zh-CN where ours is not there. */
  pick(localized: Localized): string;
}

/** A masked name as it is said: 李*华 is 李某华, and A***a is A…a. Nobody is read an asterisk. */
const sayMask = (value: string): string =>
  /\p{Script=Han}/u.test(value) ? value.replaceAll('*', '某') : value.replace(/\*+/g, '…');

/** Templates set `{name}` off by spaces; between two Han characters none is written. */
const spaceAfterHan = /(\p{Script=Han}) (?=\p{Script=Han})/gu;

function layOver(base: Messages, overrides: MessageOverrides): Messages {
  const sections = Object.entries(base).map(([name, section]) => [
    name,
    { ...section, ...(overrides as Record<string, object | undefined>)[name] },
  ]);
  return Object.fromEntries(sections);
}

/**
 * @param messages those of `locale`.
 * @param overrides the page's own.
 */
export function createWords(locale: Locale, messages: Messages, overrides: MessageOverrides = {}): Words {
  const text = layOver(messages, overrides);
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const fill = (template: string, values: Values): string =>
    template
      .replace(/\{(\w+)\}/g, (place, key: string) => {
        const value = values[key];
        if (value === undefined) return place;
        return typeof value === 'number' ? number.format(value) : sayMask(value);
      })
      .replace(spaceAfterHan, '$1');
  const format = (iso: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, options).format(new Date(iso));
  return {
    locale,
    text,
    fill,
    wordFor(section, code) {
      const words: Readonly<Record<string, string>> & { readonly other: string } = text[section];
      return Object.entries(words).find(([known]) => known === code)?.[1] ?? words.other;
    },
    count(section, key, n, values = {}) {
      const forms = text[section] as Readonly<Record<string, string>>;
      const form = forms[`${key}_${plural.select(n)}`] ?? forms[`${key}_other`] ?? '';
      return fill(form, { ...values, n });
    },
    percent: (share) => new Intl.NumberFormat(locale, { style: 'percent' }).format(share),
    moment: (iso) => format(iso, { month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    date: (iso) => format(iso, { dateStyle: 'long' }),
    pick: (localized) => localized[locale] ?? localized[locale.split('-')[0] ?? ''] ?? localized['zh-CN'],
  };
}
