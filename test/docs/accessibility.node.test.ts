import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasTest, read } from './pages.ts';

const page = read('docs/accessibility.md').replaceAll('\n', ' ');
const cited = [...page.matchAll(/`([\w./-]+\.test\.ts)` “(.+?)”(?=[;,.] | \||;| \|)/g)].map(
  ([, file, title]) => ({ file: file!, title: title! }),
);

describe('the page about accessibility', () => {
  test('names tests that are there', () => {
    assert.deepEqual(
      cited.filter(({ file, title }) => !hasTest(file, title)).map(({ file, title }) => `${file} ${title}`),
      [],
    );
    assert.ok(cited.length > 40, `${cited.length} citations found`);
    assert.equal(cited.length, [...page.matchAll(/\.test\.ts` “/g)].length, 'each of them is read');
  });
});
