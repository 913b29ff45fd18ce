import type { Row } from './row.ts';

/** What is to be tried at every endpoint; the first of these that fits is a row's, so that special ones come first. */
const SORTS = {
  flood: /^a flood$/,
  'expired challenge': /challenge that (lapsed|was used)$/,
  replayed: /^a replayed|\bagain$|\bonce more$/,
  truncated: /truncated|cut half-way/,
  'unknown key': /unknown (key|kid)|^no kid$|by another key$|key than the refresh token$/,
  'bad signature': /signature|alg (none|HS256)|exchanged$/,
  "another's object":
    /^another (operator|client|session)|of another (application|client|key|link)$|not the relative|^nobody is logged in|of nobody$/,
  'too large': /too (large|long)|endless|beyond reason|thousands|more parts than|deep JSON/,
  'wrong type':
    /type\b|another typ$| as (null|\{\}|\[\[\]\]|7|"seven")$|^null$|^a (list|number|string)$|another shape|no (JSON|JWE|number)$|lists and objects|UTF-8|compressed|JSON in place|without a boundary|is a file$/,
} as const;

export type Sort = keyof typeof SORTS | 'other';
/** Every one of them, `other` last. */
export const SORT_NAMES = [...Object.keys(SORTS), 'other'] as readonly Sort[];

/** Which sort of bad input a row is. */
export function sortOf({ kind }: Pick<Row, 'kind'>): Sort {
  const found = Object.entries(SORTS).find(([, words]) => words.test(kind));
  return (found?.[0] ?? 'other') as Sort;
}
