import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../../../docs/pages.ts';

test('whole flows come to their end by keyboard alone, and no screen on the way has anything that axe finds', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/e2e/a11y.mjs'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 550_000,
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
});
