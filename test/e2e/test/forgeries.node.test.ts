import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../forgeries.mjs', import.meta.url));
const run = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...options], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('npm run forgeries', () => {
  test('says what it takes, and which kinds there are', () => {
    const { status, stdout } = run('--help');
    assert.equal(status, 0);
    for (const option of ['--count', '--seed', '--kind', '--json']) assert.ok(stdout.includes(option));
    const kinds = run('--list');
    assert.equal(kinds.status, 0);
    assert.ok(kinds.stdout.trim().split('\n').length >= 12);
    assert.match(kinds.stdout, /^\* pixels_fabricated /m);
  });

  for (const options of [['--count', 'many'], ['--count', '0'], ['--kind', 'nonsense'], ['--loud']]) {
    test(`ends with 2 and one plain line for ${options.join(' ')}`, () => {
      const { status, stderr } = run(...options);
      assert.equal(status, 2);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.match(stderr, /^forgeries: /);
    });
  }
});
