import { expect } from '@open-wc/testing';
import type { FamilyAuthError } from '../../src/base/errors.ts';
import { BUNDLE_NAMES } from '../../src/landmarks/asset-names.ts';
import { checkPageFiles } from '../../src/session/page-files.ts';

const PLACES = {
  assetsUrl: new URL('/family-auth/assets/', location.href).href,
  redirectUri: new URL('/family-auth/browser/callback.html', location.href).href,
};
const MANIFEST = '/family-auth/assets/manifest.json';
const CALLBACK = '/family-auth/browser/callback.html';

const html = (body: string, status = 200) =>
  new Response(body, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
const single = html.bind(null, '<!doctype html><div id="root"></div>');

/** What a page serves that is set up well. */
const wellServed: Record<string, () => Response | Promise<Response>> = {
  [MANIFEST]: () => Response.json({ release: '0.1.0', bundles: BUNDLE_NAMES, files: [] }),
  [CALLBACK]: () => html('<script type="module" src="./callback.js"></script>'),
};

describe('the files that a page serves', () => {
  const plainFetch = window.fetch;
  let asked: string[] = [];
  afterEach(() => {
    window.fetch = plainFetch;
  });

  async function check(served: typeof wellServed, places = PLACES): Promise<FamilyAuthError | null> {
    asked = [];
    window.fetch = async (address) => {
      const { pathname } = new URL(String(address), location.href);
      asked.push(pathname);
      return (served[pathname] ?? (() => new Response('not here', { status: 404 })))();
    };
    return checkPageFiles(places, new AbortController().signal).then(
      () => null,
      (error) => error,
    );
  }

  it('are looked for with one request each, before anybody is asked for anything', async () => {
    expect(await check(wellServed)).to.equal(null);
    expect(asked.sort()).to.deep.equal([MANIFEST, CALLBACK]);
  });

  it('are missed by name where the fallback of a single-page app answers for the assets', async () => {
    const error = await check({ ...wellServed, [MANIFEST]: () => single() });
    expect(error?.code).to.equal('asset_unavailable');
    expect(error?.message).to.contain(`${PLACES.assetsUrl}manifest.json answered 200 text/html`);
    expect(error?.message).to.contain('npx family-auth copy-assets');
    expect(error?.message).to.contain('assets-url');
  });

  it('are missed where the server does not have them, or does not answer', async () => {
    const missing = await check({ ...wellServed, [MANIFEST]: () => new Response(null, { status: 404 }) });
    expect([missing?.code, missing?.retryable]).to.deep.equal(['asset_unavailable', true]);
    const refused = await check({ ...wellServed, [MANIFEST]: () => Promise.reject(new TypeError('Failed')) });
    expect(refused?.code).to.equal('asset_unavailable');
    expect(refused?.message).to.contain('connect-src');
  });

  it('are told from those of another release', async () => {
    const bundles = { ...BUNDLE_NAMES, 'landmark-worker-wasm': 'landmark-worker-wasm-older.js' };
    const error = await check({
      ...wellServed,
      [MANIFEST]: () => Response.json({ release: '0.0.9', bundles, files: [] }),
    });
    expect(error?.code).to.equal('asset_corrupt');
    expect(error?.message).to.contain('0.0.9').and.to.contain('landmark-worker-wasm');
  });

  it('want the callback page at redirect-uri, not another page of the site', async () => {
    const error = await check({ ...wellServed, [CALLBACK]: () => single() });
    expect(error?.code).to.equal('configuration_invalid');
    expect(error?.message).to.contain(PLACES.redirectUri).and.to.contain('redirect-uri');
    const gone = await check({ ...wellServed, [CALLBACK]: () => html('', 404) });
    expect(gone?.code).to.equal('configuration_invalid');
  });

  it('cannot be read on another origin, where a callback page may lie', async () => {
    const places = { ...PLACES, redirectUri: 'https://login.portal.example/callback.html' };
    expect(await check(wellServed, places)).to.equal(null);
    expect(asked).to.deep.equal([MANIFEST]);
  });

  it('do not keep a flow waiting that is closed', async () => {
    window.fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const closing = new AbortController();
    const checked = checkPageFiles(PLACES, closing.signal).catch(({ code }) => code);
    closing.abort();
    expect(await checked).to.equal('cancelled');
  });
});
