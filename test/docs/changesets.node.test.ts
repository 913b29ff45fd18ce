import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { read, root } from './pages.ts';

const files = readdirSync(join(root, '.changeset')).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
);
const { name } = JSON.parse(read('package.json')) as { name: string };

const FORM = /^---\n'([^']+)': (major|minor|patch)\n---\n\n(\S[\s\S]*\S)\n$/;

describe('a change that users notice', () => {
  for (const file of files) {
    test(`${file} names the package, how much it changes, and what`, () => {
      const [, named, , text] = FORM.exec(read(`.changeset/${file}`)) ?? [];
      assert.equal(named, name);
      assert.ok(text);
    });
  }

  test('is refused where it says nothing, or not how much', () => {
    assert.doesNotMatch("---\n'family-auth': minor\n---\n\n", FORM);
    assert.doesNotMatch("---\n'family-auth': big\n---\n\nWords.\n", FORM);
  });
});
