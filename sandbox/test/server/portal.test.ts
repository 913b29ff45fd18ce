import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsOf } from '../../src/context/settings.ts';
import { portalApp } from '../../src/server/portal-app.ts';

const SETTINGS = settingsOf({}, { portal: 8090, backend: 8091 });

test('the portal tells its page where the backend stands, on another site', async () => {
  await using app = await portalApp(SETTINGS, '/nowhere');
  assert.deepEqual((await app.inject('/portal-config.json')).json(), {
    backend: 'http://127.0.0.1:8091',
    clientId: 'demo-portal',
    testSystem: true,
  });
  const page = await app.inject('/');
  assert.equal(page.statusCode, 200);
  assert.match(
    String(page.headers['content-security-policy']),
    /connect-src 'self' http:\/\/127\.0\.0\.1:8091;/,
  );
});

test('the portal serves the rendered people, and nothing beside them', async () => {
  await using app = await portalApp(SETTINGS, '/nowhere');
  for (const [path, type] of [
    ['anna.webm', 'video/webm'],
    ['anna.segments.json', 'application/json'],
  ] as const) {
    const reply = await app.inject(`/people/${path}`);
    assert.equal(reply.statusCode, 200);
    assert.match(String(reply.headers['content-type']), new RegExp(`^${type}`));
  }
  assert.equal((await app.inject('/people/')).statusCode, 404);
  assert.equal((await app.inject('/people/../index.ts')).statusCode, 404);
});
