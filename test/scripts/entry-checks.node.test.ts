import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { isNewEnough } from '../../scripts/command.mjs';
import { findBrowser } from '../../scripts/find-browser.mjs';

describe('the Node that runs a script', () => {
  for (const [version, expected] of [
    ['20.20.2', false],
    ['22.17.9', false],
    ['22.18.0', true],
    ['v24.0.0', true],
  ] as const) {
    test(`${version} is ${expected ? 'new enough' : 'too old'}`, () => {
      assert.equal(isNewEnough(version), expected);
    });
  }
});

describe('the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-browser-'));
  const program = join(folder, 'google-chrome');
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  after(() => rmSync(folder, { recursive: true }));

  test('is the one that CHROME_PATH names', () => {
    assert.equal(findBrowser({ CHROME_PATH: program, PATH: '' }), program);
  });

  test('is found on the PATH', () => {
    assert.equal(findBrowser({ PATH: `/nowhere:${folder}` }), program);
  });

  test('is not replaced by another when CHROME_PATH names nothing', () => {
    assert.throws(() => findBrowser({ CHROME_PATH: join(folder, 'none'), PATH: folder }), /CHROME_PATH/);
  });
});
