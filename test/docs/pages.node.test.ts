import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pages as sitePages, textOf } from '../../docs/pages.mjs';
import { anchorsOf, isThere, linksOf, pages, pathsNamedIn, read } from './pages.ts';

const deadLinks = (page: string, text?: string) =>
  linksOf(page, text)
    .filter(
      ({ path, anchor }) =>
        !isThere(path) || (anchor && path.endsWith('.md') && !anchorsOf(path).includes(anchor)),
    )
    .map(({ path, anchor }) => `${page} → ${path}${anchor ? `#${anchor}` : ''}`);

describe('the documents', () => {
  test('have no link that leads nowhere', () => {
    assert.deepEqual(
      pages().flatMap((page) => deadLinks(page)),
      [],
    );
  });

  test('are found wanting where a file or a heading is not there', () => {
    const text =
      'See [one](none.md), [two](glossary.md#no-such-heading), [three](glossary.md) and [four](https://x.example).';
    assert.deepEqual(deadLinks('docs/start.md', text), [
      'docs/start.md → docs/none.md',
      'docs/start.md → docs/glossary.md#no-such-heading',
    ]);
  });

  test('name no file of the repository that is not there', () => {
    // A page of the sandbox names paths from its own folder as well; the changelog says what once was.
    const present = pages().filter((page) => page !== 'CHANGELOG.md');
    const lost = present.flatMap((page) =>
      pathsNamedIn(read(page))
        .filter((path) => !isThere(path) && !(page.startsWith('sandbox/') && isThere(`sandbox/${path}`)))
        .map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(lost, []);
  });

  test('name no command that is not there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const lost = pages().flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:-]+\w)/g)]
        .filter(([, name]) => !(name! in scripts))
        .map(([command]) => `${page}: ${command}`),
    );
    assert.deepEqual(lost, []);
  });

  test('greet a stranger in 800 words at most', () => {
    const words = read('README.md').split(/\s+/).filter(Boolean).length;
    assert.ok(words <= 800, `README.md has ${words} words; what is more belongs in docs/`);
  });

  test('are each a page of the site', () => {
    const inSite = sitePages().map(({ source }) => source);
    const left = pages().filter((page) => !inSite.includes(page) && !page.startsWith('.changeset/'));
    assert.deepEqual(left, []);
  });

  test('keep their links in the site, but for those into the code', () => {
    const all = sitePages();
    const page = all.find(({ source }) => source === 'docs/start.md')!;
    const text =
      'To [the sandbox](../sandbox/README.md#x), [an error](errors/malformed.md) and [code](../src/index.ts); `[no](link.md)`.';
    assert.equal(
      textOf(page, all, { text }),
      'To [the sandbox](./sandbox/index.md#x), [an error](./errors/malformed.md) and code; `[no](link.md)`.',
    );
    assert.throws(
      () => textOf(page, all, { text: 'To [nothing](nothing.md).' }),
      /nothing\.md leads nowhere/,
    );
  });
});
