import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settingsOf } from '../../src/context/settings.ts';
import { elementPolicy } from '../../src/pages/element-policy.ts';
import { portalApp } from '../../src/server/portal-app.ts';

const SETTINGS = settingsOf({}, { portal: 8090, backend: 8091 });

const published = (): string =>
  /```\n(default-src [^`]+)\n```/
    .exec(readFileSync(new URL('../../../docs/embed.md', import.meta.url), 'utf8'))![1]!
    .replaceAll(/\s*\n/g, ' ')
    .replaceAll('https://social-security.example', SETTINGS.issuer);

test('the demo portal is served under the very policy that the guide publishes', async () => {
  await using app = await portalApp(SETTINGS, '/nowhere');
  assert.equal((await app.inject('/')).headers['content-security-policy'], published());
});

test('a page is held by nobody but those who are named', () => {
  const policy = (heldBy: readonly string[]) => elementPolicy({ backend: SETTINGS.issuer, heldBy });
  assert.match(policy([]), /; frame-ancestors 'none';/);
  assert.match(policy(['https://portal.example']), /; frame-ancestors https:\/\/portal\.example;/);
});

test('nothing unsafe is allowed but WebAssembly', () => {
  const policy = elementPolicy({ backend: SETTINGS.issuer });
  assert.doesNotMatch(policy.replace("'wasm-unsafe-eval'", ''), /unsafe/);
});
