import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { type KeyValueStore, memoryStore } from '../../src/base/key-value-store.ts';
import type { LoginSession } from '../../src/login/login-session.ts';
import { createProgramLogin, type ProgramLoginOptions } from '../../src/login/program-login.ts';
import { CLIENT_ID, startTestProvider, type TestProvider } from './test-provider.ts';

const URL_OF_ME = 'https://api.example/v1/me?verbose=1';

let provider: TestProvider;
let store: KeyValueStore;
const loginWith = (more: Partial<ProgramLoginOptions> = {}) =>
  createProgramLogin({
    discovery: provider.discovery,
    clientId: CLIENT_ID,
    store,
    openUrl: provider.visit,
    deadlineMs: 20_000,
    ...more,
  });
const tokenOf = async (session: LoginSession) =>
  (await session.headersFor('GET', URL_OF_ME)).Authorization!.replace('DPoP ', '');
const grants = () => provider.answers.filter((answer) => answer === 'POST /token 200').length;

before(async () => {
  provider = await startTestProvider();
});
after(() => provider.close());
beforeEach(() => {
  store = memoryStore();
  provider.person = 'operator-1';
});
afterEach(() => {
  provider.alterMetadata = () => {};
});

describe('a log-in by loopback redirect', () => {
  it('gives a session whose token is bound to a key that cannot be exported', async () => {
    const session = await loginWith().start({});
    assert.equal(session.sub, 'operator-1');
    assert.equal(session.clientId, CLIENT_ID);
    const claims = decodeJwt<{ cnf: { jkt: string } }>(await tokenOf(session));
    assert.equal(claims.cnf.jkt, session.jkt);
    assert.equal(claims.aud, 'https://api.example/v1');
    assert.equal(await calculateJwkThumbprint(await exportJWK(session.keyPair.publicKey)), session.jkt);
    await assert.rejects(crypto.subtle.exportKey('jwk', session.keyPair.privateKey), {
      name: 'InvalidAccessError',
    });
  });

  it('proves possession for one request, with the nonce the resource server named', async () => {
    const session = await loginWith().start({});
    session.acceptNonce(URL_OF_ME, 'nonce-1');
    const headers = await session.headersFor('post', URL_OF_ME);
    const { payload } = await jwtVerify(headers.DPoP!, session.keyPair.publicKey, { typ: 'dpop+jwt' });
    assert.deepEqual(
      [payload.htm, payload.htu, payload.nonce],
      ['POST', 'https://api.example/v1/me', 'nonce-1'],
    );
    assert.equal(
      payload.ath,
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(await tokenOf(session)))).toString(
        'base64url',
      ),
    );
    assert.equal((decodeProtectedHeader(headers.DPoP!).jwk as { d?: string }).d, undefined);
    const again = await session.headersFor('post', URL_OF_ME);
    assert.notEqual(decodeJwt(again.DPoP!).jti, payload.jti);
  });

  it('that comes too fast says so, with the time to wait, and is no refusal of the person', async () => {
    const real = globalThis.fetch;
    const limited: typeof fetch = async (input, init) =>
      String(input).endsWith('/request')
        ? new Response('slower', { status: 429, headers: { 'Retry-After': '30' } })
        : real(input, init);
    await assert.rejects(loginWith({ fetch: limited }).start({}), {
      code: 'rate_limited',
      retryAfterMs: 30_000,
    });
  });

  it('is told apart from a person who turned back', async () => {
    provider.person = null;
    await assert.rejects(loginWith().start({}), { code: 'login_cancelled' });
  });

  it('ends when the caller cancels, and when nobody comes', async () => {
    const cancel = new AbortController();
    const cancelled = loginWith({ openUrl: () => cancel.abort() }).start({ signal: cancel.signal });
    await assert.rejects(cancelled, { code: 'login_cancelled' });
    const expired = loginWith({ openUrl: () => {}, deadlineMs: 300 }).start({});
    await assert.rejects(expired, { code: 'login_expired' });
  });

  it('does not take an answer of another issuer or for another request', async () => {
    const forge = (change: (query: URLSearchParams) => void) => async (url: string) => {
      const pushed = new URL(url);
      const response = await fetch(pushed, { redirect: 'manual' });
      assert.equal(response.status, 303);
      const back = new URL(redirectUri);
      back.search = String(new URLSearchParams({ code: 'x', state, iss: pushed.origin }));
      change(back.searchParams);
      await fetch(back);
    };
    let redirectUri = '';
    let state = '';
    const spied: typeof fetch = async (input, init) => {
      if (String(input).endsWith('/request')) {
        const body = init?.body as URLSearchParams;
        redirectUri = body.get('redirect_uri')!;
        state = body.get('state')!;
      }
      return fetch(input, init);
    };
    const foreign = forge((query) => query.set('iss', 'https://other.example'));
    await assert.rejects(loginWith({ fetch: spied, openUrl: foreign }).start({}), { code: 'login_failed' });
    const stray = forge((query) => query.set('state', 'of-another-request'));
    await assert.rejects(loginWith({ fetch: spied, openUrl: stray, deadlineMs: 800 }).start({}), {
      code: 'login_expired',
    });
  });

  it('says how old the log-in is, and makes a fresh one on the same session for a step-up', async () => {
    const login = loginWith();
    const session = await login.start({});
    const firstAuthTime = session.authTime;
    assert.ok(firstAuthTime !== undefined);
    const [firstToken, jkt] = [await tokenOf(session), session.jkt];
    const again = await login.start({ maxAge: 0 });
    assert.equal(again, session);
    assert.equal(session.jkt, jkt);
    assert.ok(session.authTime! >= firstAuthTime);
    assert.notEqual(await tokenOf(session), firstToken);
  });

  it('gives another session when another person logs in', async () => {
    const login = loginWith();
    const session = await login.start({});
    provider.person = 'operator-2';
    const other = await login.start({ prompt: 'login' });
    assert.notEqual(other, session);
    assert.equal(other.sub, 'operator-2');
  });

  it('refuses a provider that lacks what keeps it safe', async () => {
    for (const field of [
      'pushed_authorization_request_endpoint',
      'code_challenge_methods_supported',
      'dpop_signing_alg_values_supported',
      'authorization_response_iss_parameter_supported',
    ]) {
      provider.alterMetadata = (metadata) => delete metadata[field];
      await assert.rejects(loginWith().start({}), { code: 'backend_unsupported' });
    }
  });

  it('tells a provider that cannot be reached', async () => {
    const discovery = { ...provider.discovery, authorization_servers: ['http://127.0.0.1:9'] };
    await assert.rejects(loginWith({ discovery }).start({}), { code: 'network_unreachable' });
  });
});

describe('a kept log-in', () => {
  it('is restored by a later run with the same key, and the refresh token is rotated', async () => {
    const before = await loginWith().start({});
    const kept = await store.get<{ refreshToken: string }>(
      `tokens:${CLIENT_ID}@${provider.discovery.authorization_servers[0]}`,
    );
    const after = await loginWith().restore();
    assert.equal(after?.jkt, before.jkt);
    assert.equal(after?.sub, 'operator-1');
    assert.equal(after?.authTime, before.authTime);
    const rotated = await store.get<{ refreshToken: string }>(
      `tokens:${CLIENT_ID}@${provider.discovery.authorization_servers[0]}`,
    );
    assert.notEqual(rotated?.refreshToken, kept?.refreshToken);
  });

  it('is null when there is none, and when the provider no longer honours it', async () => {
    assert.equal(await loginWith().restore(), null);
    await loginWith().start({});
    provider.forgetGrants();
    assert.equal(await loginWith().restore(), null);
  });

  it('is not thrown away when the provider is merely out of reach', async () => {
    await loginWith().start({});
    const away = loginWith({
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
    });
    await assert.rejects(away.restore(), { code: 'network_unreachable' });
    assert.ok(await loginWith().restore());
  });

  it('renews a token that is about to lapse once, however many ask', async () => {
    let skewMs = 0;
    const clock: Clock = { ...systemClock, nowMs: () => performance.now() + skewMs };
    const session = await loginWith({ clock }).start({});
    const first = await tokenOf(session);
    const before = grants();
    skewMs = 580_000;
    const tokens = await Promise.all([tokenOf(session), tokenOf(session), tokenOf(session)]);
    assert.equal(grants() - before, 1);
    assert.equal(new Set(tokens).size, 1);
    assert.notEqual(tokens[0], first);
  });

  it('is renewed in turn by two programs that share a store', async () => {
    const one = await loginWith().start({});
    const two = await loginWith().restore();
    const three = await loginWith().restore();
    assert.ok(one && two && three);
    assert.ok(await tokenOf(two));
    assert.ok(await loginWith().restore());
  });

  it('ends with log-out: the refresh token is revoked and the key forgotten', async () => {
    const session = await loginWith().start({});
    const { jkt } = session;
    await session.logout();
    assert.ok(provider.answers.includes('POST /token/revocation 200'));
    await assert.rejects(session.headersFor('GET', URL_OF_ME), { code: 'login_required' });
    assert.equal(await loginWith().restore(), null);
    const next = await loginWith().start({});
    assert.notEqual(next.jkt, jkt);
  });

  it('is kept also where another tab had logged out, and the key is gone', async () => {
    const here = loginWith();
    await here.start({});
    await (await loginWith().restore())!.logout();
    const again = await here.start({});
    const restored = await loginWith().restore();
    assert.equal(restored?.jkt, again.jkt);
    assert.ok(await tokenOf(restored!));
  });

  it('is led to no address but an https: one, or one on this computer', async () => {
    for (const [endpoint, address] of [
      ['authorization_endpoint', 'javascript:alert(document.domain)//'],
      ['authorization_endpoint', 'http://provider.example/auth'],
      ['token_endpoint', 'http://provider.example/token'],
    ] as const) {
      provider.alterMetadata = (metadata) => void Object.assign(metadata, { [endpoint]: address });
      const opened: string[] = [];
      const login = loginWith({ openUrl: (url) => void opened.push(url) });
      await assert.rejects(login.start({}), { code: 'backend_unsupported' });
      assert.deepEqual(opened, []);
    }
  });

  it('asks for the password again after a log-out', async () => {
    let prompt: string | null = null;
    const spied: typeof fetch = async (input, init) => {
      const { body } = init ?? {};
      if (body instanceof URLSearchParams && String(input).endsWith('/request')) prompt = body.get('prompt');
      return fetch(input, init);
    };
    const login = loginWith({ fetch: spied });
    const session = await login.start({});
    assert.equal(prompt, null);
    await session.logout();
    await login.start({});
    assert.equal(prompt, 'login');
  });
});
