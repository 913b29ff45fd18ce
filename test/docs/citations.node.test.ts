import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { read, root } from './pages.ts';

const headings = new Set(
  [...read('docs/liveness.md').matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number!),
);

/** The sections of docs/liveness.md that a text cites, e.g. `8.4` of "LIVENESS 8.4". */
const citedIn = (text: string) =>
  [...text.matchAll(/LIVENESS`? (\d+(?:\.\d+)?)/g)].map(([, number]) => number!);

const sources = ['src', 'sandbox/src', 'bench', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);

describe('a constant of the live check', () => {
  test('cites a section of docs/liveness.md that is there', () => {
    const lost = sources.flatMap((path) =>
      citedIn(read(path))
        .filter((number) => !headings.has(number))
        .map((number) => `${path}: LIVENESS ${number}`),
    );
    assert.deepEqual(lost, []);
  });

  test('cites it often enough that this test finds citations at all', () => {
    const cited = sources.flatMap((path) => citedIn(read(path)));
    assert.ok(cited.length > 30, `${cited.length} citations found`);
    assert.ok(!headings.has('8.9') && citedIn('// LIVENESS 8.9 says so').includes('8.9'));
  });

  test('cites no document that is not in the repository', () => {
    const foreign =
      /\b(?:PROTOCOL|PIPELINE|PEERS|SCREENS|BACKEND|TOOLCHAIN|FINDINGS|HOUSE)(?:\.md| \d+\.\d+)/;
    assert.deepEqual(
      sources.filter((path) => foreign.test(read(path))),
      [],
    );
  });
});
