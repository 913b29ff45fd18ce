import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { discover } from '@family-auth/library/client/discover.ts';
import { createProgramLogin } from '@family-auth/library/login/program-login.ts';
import { StartError } from '../../src/errors/errors.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { discoverProvider, exchangeCode, openLogin, postForm, registrationOf } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const PORTAL = 'http://localhost:5173';
const STRANGER = 'http://localhost:4200';
const OWN_CALLBACK = `${PORTAL}/app/logged-in.html`;
const REGISTERS = `npm start -- --origin ${STRANGER}`;

/** What a page of `origin` sends; Node's own `fetch` names none. */
const fetchFrom =
  (origin: string): typeof fetch =>
  (input, init) => {
    const request = new Request(input, init);
    request.headers.set('origin', origin);
    return fetch(request);
  };

describe('portals beside the demo portal', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'rejected' }),
      portals: [{ origin: PORTAL, redirectUris: [OWN_CALLBACK] }],
    });
  });
  after(() => sandbox.close());

  const issuer = () => `${sandbox.backendUrl}/oidc`;
  const tokensFrom = async (origin: string) =>
    fetch((await discoverProvider(issuer())).token_endpoint!, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'demo-portal',
        refresh_token: 'x',
      }),
    });

  it('log in by the callback pages of the guides, and by one of their own', async () => {
    const as = await discoverProvider(issuer());
    const callbacks = [
      `${PORTAL}/family-auth/browser/callback.html`,
      `${PORTAL}/family-auth/callback.html`,
      OWN_CALLBACK,
    ];
    for (const [index, redirectUri] of callbacks.entries()) {
      const login = await openLogin(as, { clientId: 'demo-portal', redirectUri });
      const { phone: account, password } = OPERATOR;
      const result =
        index === 0
          ? await postForm(login, 'register', registrationOf(OPERATOR))
          : await postForm(login, 'login', { account, password });
      assert.ok('callback' in result);
      assert.equal((await exchangeCode(login, result.callback)).token_type, 'dpop');
    }
  });

  it('read discovery, the API and token responses, as the demo portal does', async () => {
    for (const origin of [PORTAL, sandbox.portalUrl]) {
      const discovery = await discover(sandbox.backendUrl, { fetch: fetchFrom(origin) });
      assert.equal(discovery.origin_not_allowed, undefined);
      const answers = [
        await fetch(`${sandbox.backendUrl}/v1/me`, { headers: { origin } }),
        await tokensFrom(origin),
      ];
      for (const answer of answers) assert.equal(answer.headers.get('access-control-allow-origin'), origin);
    }
  });

  it('are told at discovery that their origin is not registered, and how it is', async () => {
    const { origin_not_allowed: said } = await discover(sandbox.backendUrl, { fetch: fetchFrom(STRANGER) });
    assert.ok(said?.includes(REGISTERS) && said.includes(PORTAL), said);
    const answer = await fetch(`${sandbox.backendUrl}/.well-known/family-auth-configuration`);
    assert.match(answer.headers.get('vary') ?? '', /Origin/);
  });

  it('are told so by the API, after a preflight that lets the answer be read', async () => {
    const me = `${sandbox.backendUrl}/v1/me`;
    const headers = {
      origin: STRANGER,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'dpop',
    };
    const preflight = await fetch(me, { method: 'OPTIONS', headers });
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
    const answer = await fetch(me, { headers: { origin: STRANGER } });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    const problem = (await answer.json()) as { code: string; detail: string };
    assert.equal(problem.code, 'origin_not_allowed');
    assert.ok(problem.detail.includes(REGISTERS));
  });

  it('are told so by the token endpoint and at a pushed request, where the client says it with the same code', async () => {
    const answer = await tokensFrom(STRANGER);
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [400, '*']);
    const body = (await answer.json()) as { error: string; error_description: string };
    assert.equal(body.error, 'origin_not_allowed');
    assert.ok(body.error_description.includes(REGISTERS));
    const login = await programLogin(fetchFrom(STRANGER));
    await assert.rejects(login.start({}), { name: 'BackendError', code: 'origin_not_allowed', status: 403 });
  });

  it('are told which callback page is not registered, and that a client is unknown', async () => {
    const login = await programLogin(fetchFrom(PORTAL));
    await assert.rejects(login.start({}), (error) => {
      const { code, message } = error as { code: string; message: string };
      assert.equal(code, 'configuration_invalid');
      assert.match(message, /The redirect URI http:\/\/127\.0\.0\.1:\d+\/callback is not registered/);
      assert.match(message, /npm start -- --redirect-uri http:\/\/127\.0\.0\.1:\d+\/callback/);
      return true;
    });
    const unknown = await programLogin(fetchFrom(PORTAL), 'nobody');
    await assert.rejects(unknown.start({}), { code: 'configuration_invalid', message: /invalid_client/ });
  });

  it('hear of a page without an origin that it has none', async () => {
    const { origin_not_allowed: said } = await discover(sandbox.backendUrl, { fetch: fetchFrom('null') });
    assert.match(said ?? '', /opened from a file/);
  });

  it('are refused at the start where no browser would give them a camera, or the address is none', async () => {
    for (const [portal, says] of [
      [{ origin: 'http://192.168.1.20:5173' }, /https/],
      [{ origin: 'localhost:5173' }, /no web address/],
      [{ origin: 'http://localhost:5173/app' }, /--origin http:\/\/localhost:5173$/],
      [
        { origin: PORTAL, redirectUris: ['/callback.html'] },
        /--redirect-uri \/callback\.html is no web address/,
      ],
      [{ origin: PORTAL, redirectUris: [`${PORTAL}/callback#done`] }, /fragment/],
    ] as const) {
      const starting = startSandbox({ portalPort: 0, dataDir: 'memory', portals: [portal] });
      await assert.rejects(starting, (error) => {
        assert.ok(error instanceof StartError && error.exitCode === 2);
        assert.match(error.message, says);
        return true;
      });
    }
  });

  async function programLogin(fetch: typeof globalThis.fetch, clientId = 'demo-portal') {
    const discovery = await discover(sandbox.backendUrl);
    const openUrl = () => assert.fail('nobody is sent to the provider');
    return createProgramLogin({ discovery, clientId, openUrl, fetch });
  }
});
