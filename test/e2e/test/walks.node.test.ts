import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const walks = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['test/e2e/walks.mjs', ...args], {
    env: { ...process.env, PATH: '/nowhere' },
  });

test('walks in an engine that is not installed are skipped, and the command that installs it is said', async () => {
  const { stdout } = await walks('--only=--browser webkit');
  const { rows, skipped, failed } = JSON.parse(stdout.slice(stdout.indexOf('\n{')));
  assert.deepEqual([rows.length, skipped.length, failed], [0, 4, 0]);
  for (const { why } of skipped) assert.match(why, /apt-get install webkit2gtk-driver/);
});
