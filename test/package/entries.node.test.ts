import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { builtScripts, reachedFrom, root } from './bundle-graph.ts';

function runInNode(script: string) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

describe('an entry of the package', () => {
  test('family-auth is imported in Node without a fault and registers nothing', () => {
    const registered = runInNode(`
      await import('family-auth');
      console.log(JSON.stringify(globalThis.customElements?.get('family-auth') !== undefined));
    `);
    assert.equal(registered, false);
  });

  test('family-auth/define is imported in Node without a fault', () => {
    assert.equal(runInNode("await import('family-auth/define'); console.log('true')"), true);
  });

  for (const entry of [
    'family-auth/client',
    'family-auth/client/node',
    'family-auth/server',
    'family-auth/verify',
    'family-auth/testing',
    'family-auth/react',
    'family-auth/vite',
  ]) {
    test(`${entry} is imported in Node without a fault`, () => {
      const names = runInNode(`console.log(JSON.stringify(Object.keys(await import('${entry}'))))`);
      assert.ok(names.length > 0);
    });
  }

  test('family-auth/client adds no global of its own', () => {
    const added = runInNode(`
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      await import('family-auth/client');
      console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))));
    `);
    assert.deepEqual(
      added.filter((name: string) => !name.startsWith('__zod_')),
      [],
    );
  });

  test('family-auth/client brings neither the element nor the model along', () => {
    builtScripts();
    const { packages, files } = reachedFrom('client.js', { dynamic: true });
    assert.deepEqual(
      packages.filter((name) => /^(lit|@lit|@tensorflow|@mediapipe)/.test(name)),
      [],
    );
    assert.ok(!files.includes('index.js') && !files.includes('define.js'), files.join(' '));
  });

  test('no entry for a page needs Node', () => {
    builtScripts();
    for (const entry of [
      'index.js',
      'define.js',
      'client.js',
      'server.js',
      'verify.js',
      'react.js',
      'testing.js',
      'browser/family-auth.js',
    ]) {
      assert.ok(
        !reachedFrom(entry, { dynamic: true }).packages.some((name) => name.startsWith('node:')),
        entry,
      );
    }
  });

  test('the browser bundle needs no other file than its own', () => {
    builtScripts();
    for (const entry of [
      'browser/family-auth.js',
      'testing/browser.js',
      'testing/camera.js',
      'browser/callback.js',
    ]) {
      assert.deepEqual(reachedFrom(entry, { dynamic: true }).packages, [], entry);
    }
  });
});
