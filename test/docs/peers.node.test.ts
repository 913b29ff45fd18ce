import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasTest, read } from './pages.ts';

interface Row {
  readonly number: number;
  readonly isTrue: boolean;
  readonly shown: readonly { readonly file: string; readonly title: string }[];
  /** What stands in the last column beside the tests. */
  readonly words: string;
}

const page = read('docs/peers.md');
const rows: readonly Row[] = page
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line): Row => {
    const [number, , says, ...rest] = line.slice(2, -2).split(' | ');
    const words = rest.join(' | ');
    const shown = [...words.matchAll(/`([\w./-]+\.test\.ts)` “(.+?)”(?=; |$)/g)].map(([, file, title]) => ({
      file: file!,
      title: title!,
    }));
    return { number: Number(number), isTrue: says === 'yes', shown, words };
  });

describe('the table of what the best have', () => {
  test('has each of the 45 sentences, in order', () => {
    assert.deepEqual(
      rows.map(({ number }) => number),
      Array.from({ length: 45 }, (_, index) => index + 1),
    );
  });

  test('names tests that are there, one at least for each sentence that is true', () => {
    const lost = rows.flatMap(({ number, shown }) =>
      shown
        .filter(({ file, title }) => !hasTest(file, title))
        .map(({ file, title }) => `${number}: ${file} ${title}`),
    );
    assert.deepEqual(lost, []);
    assert.deepEqual(
      rows.filter(({ isTrue, shown }) => isTrue && shown.length === 0).map(({ number }) => number),
      [],
    );
  });

  test('says of each other sentence why not', () => {
    const bare = rows.filter(({ isTrue, words }) => !isTrue && !/^\p{L}/u.test(words));
    assert.deepEqual(
      bare.map(({ number }) => number),
      [],
    );
  });

  test('counts what is true', () => {
    const count = rows.filter(({ isTrue }) => isTrue).length;
    assert.match(page, new RegExp(`\\*\\*${count} of 45 are true\\.\\*\\*`));
  });

  test('finds a test that is not there wanting', () => {
    assert.ok(!hasTest('test/docs/peers.node.test.ts', 'finds nothing'));
    assert.ok(!hasTest('test/docs/none.node.test.ts', 'counts what is true'));
  });
});

describe('the documents about what the live-face check is worth', () => {
  test('say that nobody has certified it, and what it does not resist', () => {
    assert.match(read('README.md'), /It does \*\*not\*\* stop\n\n- someone who relays/);
    assert.match(read('README.md'), /claims conformity with no PAD standard/);
    assert.match(read('docs/liveness-card.md'), /no test laboratory has seen it/);
    assert.match(read('docs/attacks.md'), /^## What it does not resist\n\n\S/m);
    assert.match(read('SECURITY.md'), /a face swap on a virtual camera.* \| pass the liveness check \|/);
  });
});
