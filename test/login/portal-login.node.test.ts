import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import { importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Sandbox } from '../../sandbox/src/server/start-sandbox.ts';
import { OPERATOR } from '../../sandbox/test/support/family.ts';
import { judgeSaying } from '../../sandbox/test/support/judges.ts';
import { logIn } from '../../sandbox/test/support/log-in.ts';
import { serverKey, type TestServer } from '../../sandbox/test/support/portal-server.ts';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import { systemClock } from '../../src/base/clock.ts';
import { memoryStore } from '../../src/base/key-value-store.ts';
import { createClient } from '../../src/client/create-client.ts';
import { discover } from '../../src/client/discover.ts';
import { createPortalLogin, type SessionProvider } from '../../src/login/portal-login.ts';
import type { Discovery } from '../../src/protocol/discovery.ts';
import { createPortalServer, LoginError, type PortalServer } from '../../src/server.ts';

const REDIRECT_URI = 'http://localhost:8099/login/callback';

describe('a log-in that the portal’s server brings along', () => {
  let sandbox: Sandbox;
  let discovery: Discovery;
  let own: TestServer;
  let portal: PortalServer;
  /** Of the citizen who is logged in at the portal's server; `null`: nobody is. */
  let subjectToken: string | null;
  let asked: Parameters<SessionProvider>[0][] = [];
  before(async () => {
    own = await serverKey('bank-server');
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
      portalServers: [{ ...own, redirectUris: [REDIRECT_URI] }],
    });
    discovery = await discover(sandbox.backendUrl);
    portal = createPortalServer({ issuer: sandbox.backendUrl, ...own });
    await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    subjectToken = await atThePortal();
  });
  after(async () => {
    await sandbox.close();
  });

  const atThePortal = async () => {
    const key = (await importJWK(own.privateKey, 'ES256')) as CryptoKey;
    const { tokens } = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, {
      clientId: own.clientId,
      redirectUri: REDIRECT_URI,
      authentication: oauth.PrivateKeyJwt({ key, kid: own.privateKey.kid! }),
      parameters: { scope: 'openid' },
    });
    return tokens.access_token;
  };
  /** The portal's page and server in one. */
  const sessionProvider: SessionProvider = async (request) => {
    asked.push(request);
    if (subjectToken === null) return null;
    try {
      return await portal.exchangeForPage({ subjectToken, dpopProof: request.dpopProof });
    } catch (error) {
      if (error instanceof LoginError) return null;
      throw error;
    }
  };
  const loginWith = (provider: SessionProvider = sessionProvider, clientId = own.clientId) =>
    createPortalLogin({ discovery, clientId, store: memoryStore(), sessionProvider: provider });

  test('begins without a click: the nonce comes back, the proof is made again, and the API knows the citizen', async () => {
    asked = [];
    const session = await loginWith().restore();
    assert.equal(asked.length, 2);
    assert.ok(asked.every(({ tokenEndpoint }) => tokenEndpoint === `${sandbox.backendUrl}/oidc/token`));
    const client = await createClient({
      backend: discovery.issuer,
      clientId: own.clientId,
      session: session!,
      discovery,
    });
    assert.equal((await client.me()).sub, session!.sub);
  });

  test('is renewed at the portal when it is about to lapse, by the same key', async () => {
    let passedMs = 0;
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + passedMs };
    const login = createPortalLogin({
      discovery,
      clientId: own.clientId,
      store: memoryStore(),
      sessionProvider,
      clock,
    });
    const session = (await login.restore())!;
    const tokenOf = async () => (await session.headersFor('GET', `${discovery.api_base}/me`)).Authorization;
    const first = await tokenOf();
    asked = [];
    assert.equal(await tokenOf(), first);
    assert.equal(asked.length, 0, 'a token that is good for a while is used again');
    passedMs = 595_000; // of the ten minutes that it lives
    const [later, again] = await Promise.all([tokenOf(), tokenOf(), session.renew!()]);
    assert.notEqual(later, first);
    assert.equal(again, later, 'whoever asks meanwhile gets the same');
    assert.ok(asked.length > 0);
  });

  test('is none where nobody is logged in at the portal, and ends when they have logged out there', async () => {
    const session = (await loginWith().restore())!;
    const kept = subjectToken;
    subjectToken = null;
    assert.equal(await loginWith().restore(), null);
    await assert.rejects(loginWith().start({}), { name: 'LoginError', code: 'login_required' });
    await assert.rejects(session.renew!(), { code: 'login_required' });
    subjectToken = kept;
  });

  test('is asked to be fresh where the backend wants that, and an old one does not pass for it', async () => {
    asked = [];
    assert.ok(await loginWith().start({ maxAge: 0 }));
    assert.ok(asked.every(({ reauthenticate }) => reauthenticate));
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 5 * 60_000 });
    await assert.rejects(loginWith().start({ maxAge: 0 }), { code: 'login_required' });
    mock.timers.reset();
  });

  test('is refused when the token is of another client, for another key, or no answer at all', async () => {
    const own = sessionProvider;
    await assert.rejects(loginWith(own, 'another-portal').restore(), { code: 'login_failed' });
    const elsewhere = loginWith();
    let stolen: Awaited<ReturnType<SessionProvider>> = null;
    await createPortalLogin({
      discovery,
      clientId: portalClient(),
      store: memoryStore(),
      sessionProvider: async (request) => {
        stolen = await own(request);
        return stolen;
      },
    }).restore();
    await assert.rejects(loginWith(async () => stolen).restore(), { code: 'login_failed' });
    await assert.rejects(loginWith(async () => ({ token: 'x' }) as never).restore(), {
      code: 'response_malformed',
    });
    await assert.rejects(loginWith(() => Promise.reject(new TypeError('Failed to fetch'))).restore(), {
      code: 'network_unreachable',
      retryable: true,
    });
    await assert.rejects(loginWith(async () => ({ dpop_nonce: 'again' })).restore(), {
      code: 'login_failed',
    });
    assert.ok(await elsewhere.restore());
  });

  test('is over here with a log-out, whatever the portal says', async () => {
    const session = (await loginWith().restore())!;
    await session.logout();
    await assert.rejects(session.headersFor('GET', `${discovery.api_base}/me`), { code: 'login_required' });
  });

  const portalClient = () => own.clientId;
});
