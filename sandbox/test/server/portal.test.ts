import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { settingsOf } from '../../src/context/settings.ts';
import { DIST_DIRECTORY, portalApp } from '../../src/server/portal-app.ts';

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

test('the portal serves the library compressed, and lets browsers keep what is named after its content', async () => {
  await using app = await portalApp(SETTINGS, DIST_DIRECTORY);
  const [part] = globSync('browser/chunks/*.js', { cwd: DIST_DIRECTORY });
  const caching: Record<string, unknown> = {};
  for (const name of ['browser/family-auth.js', part!, 'landmarks/create-landmark-detector.js']) {
    const reply = await app.inject({ url: `/family-auth/${name}`, headers: { 'accept-encoding': 'gzip' } });
    assert.equal(reply.headers['content-encoding'], 'gzip', name);
    assert.ok(gunzipSync(reply.rawPayload).length > reply.rawPayload.length, name);
    caching[name] = reply.headers['cache-control'];
  }
  assert.deepEqual(Object.values(caching), ['no-cache', 'public, max-age=31536000, immutable', 'no-cache']);
});

test('nothing that the portal’s own server answers is compressed beside what a page sends', async () => {
  await using app = await portalApp(SETTINGS, DIST_DIRECTORY);
  const reply = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip' } });
  assert.equal(reply.headers['content-encoding'], undefined);
});
