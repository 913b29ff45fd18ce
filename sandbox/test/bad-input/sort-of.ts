import type { Row } from './row.ts';

/** What issue 3 asks for, in its order; the first that fits is a row's. */
const SORTS = {
  flood: /^a flood$/,
  'expired challenge': /challenge that (lapsed|was used)/,
  replayed: /replay|again\b|once more/,
  truncated: /truncated|cut half-way|that is cut/,
  'bad signature':
    /signature|alg (none|HS256)|payload that was exchanged|made-up nonce|proof (by another key|that is none)/,
  'unknown key': /unknown (key|kid)|no kid/,
  "another's object":
    /another (operator|client|key|session|application|issuer|audience|backend|origin|origin)|of another|somebody else|not the relative|nobody is logged in|of nobody|another's|for another/,
  'too large': /too large|endless|beyond reason|too long|thousands|more parts|deep JSON/,
  'wrong type':
    / as (null|\{\}|\[|7|"seven")|no JSON|null$|a (list|number|string)$|type|lists and objects|no object|UTF-8|compressed|JSON in place/,
} as const;

export type Sort = keyof typeof SORTS | 'other';

/** Which of the kinds of bad input that issue 3 names a row is. */
export function sortOf({ kind }: Pick<Row, 'kind'>): Sort {
  const found = Object.entries(SORTS).find(([, words]) => words.test(kind));
  return (found?.[0] ?? 'other') as Sort;
}
