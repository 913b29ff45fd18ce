import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { read } from './pages.ts';

const source = ['family-auth', 'screen-element'].map((name) => read(`src/element/${name}.ts`)).join('\n');
const page = read('docs/embed.md');
const inCode = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!));

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
