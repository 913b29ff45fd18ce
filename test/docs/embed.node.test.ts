import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { read } from './pages.ts';

const source = ['family-auth', 'screen-element'].map((name) => read(`src/element/${name}.ts`)).join('\n');
const page = read('docs/embed.md');
const inCode = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!));

describe('the guide to screens of one’s own', () => {
  const guide = read('docs/guides/headless.md');

  test('shows the face check of the example as it is, in 40 lines at most', () => {
    const example = read('examples/headless/face.ts');
    const [, shown] = /^```typescript\n(.*?)^```/ms.exec(guide)!;
    assert.ok(example.endsWith(shown!));
    assert.ok(example.trimEnd().split('\n').length <= 40);
  });

  test('has a row for each phase from the beginning to the verdict', () => {
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    const told = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, kind]) => kind));
    const kinds = [...read('src/session/phase.ts').matchAll(/readonly kind: '(\w+)'/g)].map(
      ([, kind]) => kind!,
    );
    assert.deepEqual(
      told.filter((kind) => !kinds.includes(kind!)),
      [],
    );
    assert.equal(told.length, 20);
  });

  test('names no request that there is not', () => {
    const requests = [...read('src/session/request.ts').matchAll(/kind: '(\w+)'/g)].map(([, kind]) => kind!);
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) =>
      [...row.split('|')[3]!.matchAll(/`(\w+)[ `]/g)].map(([, kind]) => kind!),
    );
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter((kind) => !requests.includes(kind) && kind !== 'canSwap'),
      [],
    );
  });
});

describe('the page about embedding', () => {
  for (const [what, tag] of [
    ['event', /@fires ([\w-]+)/g],
    ['part', /@csspart ([\w-]+)/g],
    ['CSS custom property', /@cssproperty \[(--[\w-]+)/g],
    ['slot', /@slot ([\w-]+)/g],
  ] as const) {
    test(`has each ${what} of the element`, () => {
      const names = [...source.matchAll(tag)].map(([, name]) => name!);
      assert.ok(names.length > 0);
      assert.deepEqual(
        names.filter((name) => !inCode.has(name)),
        [],
      );
    });
  }

  test('has the default of each CSS custom property', () => {
    const defaults = [...source.matchAll(/@cssproperty \[(--[\w-]+)=(#\w+|\d+px)\]/g)];
    for (const [, name, value] of defaults) {
      const row = page.split('\n').find((line) => line.includes(`\`${name}\``));
      assert.ok(row?.includes(`\`${value}\``), `${name}: ${value}`);
    }
  });

  test('has each property that the element declares', () => {
    const declared = source.matchAll(/static override readonly properties: \w+ = \{(.*?)\n {2}\};/gs);
    const names = [...declared].flatMap(([, rows]) =>
      [...rows!.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name!),
    );
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !inCode.has(name)),
      [],
    );
  });
});
