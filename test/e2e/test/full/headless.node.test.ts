import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import type { Sandbox } from '../../../../sandbox/src/server/start-sandbox.ts';
import { startSandbox } from '../../../../sandbox/src/server/start-sandbox.ts';
import { verifyResult } from '../../../../src/server.ts';
import { root } from '../../../docs/pages.ts';
import { ownScreens, watchOwnPhases } from '../../flow/own-screens.mjs';
import { goToConsent, logIn, passConsent } from '../../frameworks/visit-page.mjs';
import { launchBrowser } from '../../launch-browser.mjs';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webm': 'video/webm',
};

/** The example's own screens around a camera in which Anna answers the prompts. */
const PAGE = `
  import { createFlow } from 'family-auth/client';
  import { createScriptedCamera } from 'family-auth/testing';
  import { show } from './examples/headless/flow.ts';
  const script = await (await fetch('/people/anna.segments.json')).json();
  const flow = createFlow({
    backend: BACKEND,
    clientId: 'demo-portal',
    redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
    assetsUrl: new URL('/family-auth/assets/', location.href).href,
    locale: 'en',
    cameraSource: createScriptedCamera({ videoUrl: '/people/anna.webm', script }),
  });
  globalThis.result = show(flow, document.querySelector('main'));
`;

/** Run in the page: what is kept by the browser that could be a picture or a trace; keys and tokens are smaller. */
async function keptBytes(): Promise<string[]> {
  const large: string[] = [];
  const look = (name: string, value: unknown) => {
    const size =
      value instanceof Blob
        ? value.size
        : ((value as ArrayBuffer | undefined)?.byteLength ?? JSON.stringify(value ?? null).length);
    if (size > 8_192 || value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      large.push(`${name}: ${size}`);
  };
  for (const storage of [localStorage, sessionStorage])
    for (const [key, value] of Object.entries(storage)) look(key, value);
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name!);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      const values = await new Promise<unknown[]>((resolve, reject) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const value of values) look(`${name}/${store}`, value);
    }
    database.close();
  }
  for (const name of await caches.keys()) large.push(`cache ${name}`);
  return large;
}

async function bundle(backend: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: root, loader: 'ts' },
    define: { BACKEND: JSON.stringify(backend) },
    alias: { 'family-auth': join(root, 'dist') }, // `family-auth/client` is dist/client.js
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]!.text;
}

describe('the face check with screens of one’s own', () => {
  let server: Server;
  let sandbox: Sandbox;
  let opened: Awaited<ReturnType<typeof launchBrowser>>;
  let origin: string;
  before(async () => {
    let script = '';
    server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      const path = pathname
        .replace(/^\/family-auth\//, 'dist/')
        .replace(/^\/people\//, 'src/testing/people/');
      const body =
        pathname === '/'
          ? '<!doctype html><main></main><script type="module" src="/main.js"></script>'
          : pathname === '/main.js'
            ? script
            : await readFile(join(root, path)).catch(() => null);
      response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/html');
      response.writeHead(body === null ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', portals: [{ origin }] });
    script = await bundle(sandbox.backendUrl);
    opened = await launchBrowser({ webgl: false, args: ['--autoplay-policy=no-user-gesture-required'] });
  });
  after(async () => {
    await opened?.close();
    await sandbox?.close();
    server?.close();
  });

  test('goes from the log-in to a result that a server verifies, asks nobody else, and leaves no picture behind', async () => {
    const page = await (await opened.browser.newContext({ locale: 'en' })).newPage();
    const origins = new Set<string>();
    page.context().on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol)) origins.add(url.origin);
    });
    const phases = watchOwnPhases(page);
    const element = ownScreens(page);
    await page.goto(origin);
    await phases.until(['welcome']);
    await logIn({ page, phases, element });
    await goToConsent({ phases, element });
    await passConsent({ phases, element });
    await element.press('open-camera');
    await phases.until(['camera_permission', 'framing']);
    await element.press('allow');
    const seen = new Set<string>();
    for (;;) {
      const { kind } = await phases.until(
        ['calibrating', 'prompt', 'once_more', 'sending', 'approved', 'rejected', 'problem'].filter(
          (each) => !seen.has(each),
        ),
        150_000,
      );
      seen.add(kind);
      if (kind === 'once_more') await page.locator('button[name=retry]').click();
      if (['approved', 'rejected', 'problem'].includes(kind)) break;
    }
    assert.ok(seen.has('prompt') && seen.has('approved'), [...seen].join(' '));
    const result = await page.evaluate(() => (globalThis as unknown as { result: Promise<string> }).result);
    const { status } = await verifyResult(result, { issuer: sandbox.backendUrl, clientId: 'demo-portal' });
    assert.equal(status, 'approved');
    assert.deepEqual([...origins].sort(), [origin, new URL(sandbox.backendUrl).origin].sort());
    assert.deepEqual(await page.evaluate(keptBytes), [], 'a picture or a trace is kept by the browser');
  });
});
