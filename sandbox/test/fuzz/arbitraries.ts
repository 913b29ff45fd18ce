import fc from 'fast-check';
import { type JsonSchema, resolve } from './contract.ts';

/** What of a real person stands in what is sent, and must stand in no refusal and no line of the log. */
export const PLANTED = {
  name: '施素珍',
  number: '118801195302148146',
  /** A word that nothing else holds, wherever somebody may write by mistake what belongs elsewhere. */
  mark: 'zz-planted-secret-zz',
} as const;

/** A change at one place of a document: `at` is counted over all its places, so that it fits whatever the document is. */
export interface Mutation {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'repeat';
  readonly value: unknown;
}

const deep = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
};

/** Values that have broken servers before. */
const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 31,
  2 ** 53,
  0.1,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202e\u2066',
  '\ufeff',
  '👨‍👩‍👧‍👦'.repeat(40),
  'x'.repeat(70_000),
  '../../../../etc/passwd',
  "' or 1=1 --",
  '#{7*7}{{7*7}}',
  '%00%ff%c0%af',
  '1970-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '9999-12-31T23:59:59Z',
  [],
  {},
  [[]],
  { __proto__: 1 },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}'),
  JSON.parse('{"toString":null,"toJSON":null,"then":null,"length":-1}'),
  deep(200),
  Array.from({ length: 5_000 }, () => 0),
  PLANTED.mark,
  PLANTED.name,
  PLANTED.number,
];

export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.double() },
);

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 400 }),
    how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
    value: nasty,
  }) as fc.Arbitrary<Mutation>,
  { maxLength: 3 },
);

type Place = { readonly holder: Record<string, unknown>; readonly name: string };

const placesOf = (value: unknown): Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.keys(value).flatMap((name) => {
        const holder = value as Record<string, unknown>;
        return [{ holder, name }, ...placesOf(holder[name])];
      });

/** A copy of a JSON document with the changes made. */
export function mutate(document: unknown, changes: readonly Mutation[]): unknown {
  const root = { document: structuredClone(document) } as Record<string, unknown>;
  for (const { at, how, value } of changes) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const { holder, name } = places[at % places.length]!;
    const here = holder[name];
    if (how === 'remove') delete holder[name];
    else if (how === 'replace') holder[name] = value;
    else if (how === 'repeat') holder[name] = Array.isArray(here) ? [...here, ...here] : [here, here];
    else if (Array.isArray(here)) here.push(value);
    else if (typeof here === 'object' && here !== null)
      (here as Record<string, unknown>)[PLANTED.mark] = value;
    else holder[PLANTED.mark] = value;
  }
  return root.document;
}

/** Changes of bytes: flipped, cut, or put in between. */
export const byteChanges = fc.array(
  fc.record({
    at: fc.nat({ max: 100_000 }),
    how: fc.constantFrom('flip', 'cut', 'insert', 'truncate'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => [...bytes]),
  }),
  { maxLength: 3 },
);
export type ByteChange = NonNullable<ReturnType<(typeof byteChanges)['generate']>['value']>[number];

export function changeBytes(bytes: Uint8Array, changes: readonly ByteChange[]): Uint8Array {
  let changed = Buffer.from(bytes);
  for (const { at, how, bytes: other } of changes) {
    const place = at % (changed.length + 1);
    if (how === 'truncate') changed = changed.subarray(0, place);
    else if (how === 'insert') {
      changed = Buffer.concat([changed.subarray(0, place), Buffer.from(other), changed.subarray(place)]);
    } else if (how === 'cut') {
      changed = Buffer.concat([changed.subarray(0, place), changed.subarray(place + other.length)]);
    } else if (place < changed.length) changed[place] = changed[place]! ^ (other[0]! || 1);
  }
  return new Uint8Array(changed);
}

/** Values that a schema of the document allows, and now and then one that it does not. */
export function valueFor(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: allowedBy(schema, depth) }, { weight: 1, arbitrary: nasty });
}

function allowedBy(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const { $ref, enum: values, anyOf, allOf, type } = schema;
  if (typeof $ref === 'string') return allowedBy(resolve($ref), depth);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((each: JsonSchema) => valueFor(each, depth)));
  if (Array.isArray(allOf)) return allowedBy(allOf[0] as JsonSchema, depth);
  if (depth > 6) return fc.constant(null);
  if (type === 'object') return objectOf(schema, depth);
  if (type === 'array')
    return fc.array(valueFor((schema.items ?? {}) as JsonSchema, depth + 1), { maxLength: 4 });
  if (type === 'string') return stringOf(schema);
  if (type === 'integer')
    return fc.integer({ min: (schema.minimum as number) ?? -2, max: (schema.maximum as number) ?? 2 ** 31 });
  if (type === 'number')
    return fc.double({
      min: (schema.minimum as number) ?? -2,
      max: (schema.maximum as number) ?? 1e6,
      noNaN: true,
    });
  if (type === 'boolean') return fc.boolean();
  return nasty;
}

function objectOf(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = (schema.required ?? []) as string[];
  const members = Object.fromEntries(properties.map(([name, each]) => [name, valueFor(each, depth + 1)]));
  return fc.record(members, { requiredKeys: required.filter((name) => name in members) as never[] });
}

function stringOf({ pattern, format, maxLength }: JsonSchema): fc.Arbitrary<string> {
  const plain = fc.string({ unit: 'binary', maxLength: Math.min(Number(maxLength ?? 60), 400) });
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern !== 'string') return plain;
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return plain;
  }
}

/** Text that is UTF-8 on the wire: halves of surrogate pairs are replaced. */
export const wellFormed = (text: string): string => Buffer.from(text).toString();
