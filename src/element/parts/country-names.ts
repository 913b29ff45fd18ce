import { COUNTRIES } from '../../identity/country.ts';

const known = new Map<string, readonly { readonly value: string; readonly label: string }[]>();

/** Every country by the name the browser has for it, in the order of the language. `value` is ISO 3166-1 alpha-3. */
export function countryNames(locale: string) {
  const before = known.get(locale);
  if (before) return before;
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  const { compare } = new Intl.Collator(locale);
  const list = Object.entries(COUNTRIES)
    .map(([value, alpha2]) => ({ value, label: `${names.of(alpha2) ?? value} (${value})` }))
    .sort((a, b) => compare(a.label, b.label));
  known.set(locale, list);
  return list;
}
