import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import {
  call,
  discoverProvider,
  exchangeCode,
  logIn,
  openLogin,
  postForm,
  refresh,
  registrationOf,
  revoke,
} from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('the OpenID provider', () => {
  let sandbox: Sandbox;
  let issuer: string;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'rejected' }),
    });
    issuer = `${sandbox.backendUrl}/oidc`;
    await logIn(issuer, OPERATOR, { register: true, parameters: { prompt: 'create' } });
  });
  after(() => sandbox.close());

  it('announces PAR, S256, DPoP and the issuer in the answer', async () => {
    const as = await discoverProvider(issuer);
    assert.equal(as.require_pushed_authorization_requests, true);
    assert.deepEqual(as.code_challenge_methods_supported, ['S256']);
    assert.ok(as.dpop_signing_alg_values_supported?.includes('ES256'));
    assert.equal(as.authorization_response_iss_parameter_supported, true);
  });

  it('shows a form with no script but its own, that cannot be framed, in Chinese unless English is asked for', async () => {
    const as = await discoverProvider(issuer);
    for (const [wish, words] of [
      [undefined, '登录'],
      ['en', 'Log in'],
    ] as const) {
      const login = await openLogin(as, { parameters: wish === undefined ? {} : { ui_locales: wish } });
      const response = await login.browse(login.form);
      const page = await response.text();
      assert.match(page, new RegExp(`<h1>${words}</h1>`));
      assert.doesNotMatch(page, /<script(?![^>]* src="\/oidc\/interaction\.js")|<style| style=| on[a-z]+=/);
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.equal(response.headers.get('cross-origin-opener-policy'), null);
    }
  });

  it('opens the registration for prompt=create', async () => {
    const login = await openLogin(await discoverProvider(issuer), { parameters: { prompt: 'create' } });
    assert.match(await (await login.browse(login.form)).text(), /<h1>注册新账号<\/h1>/);
  });

  it('keeps what was typed, but never the password, when the registration is not right', async () => {
    const login = await openLogin(await discoverProvider(issuer), { parameters: { prompt: 'create' } });
    const wrong = { ...OPERATOR, phone: '13800000077', idNumber: '118801196004118270', name: '安"国' };
    const result = await postForm(login, 'register', { ...wrong, name: '安建国' });
    assert.ok('page' in result);
    assert.equal(result.page.status, 422);
    const page = await result.page.text();
    assert.match(page, /value="13800000077"/);
    assert.ok(!page.includes(OPERATOR.password));
  });

  it('answers an unknown account and a wrong password alike', async () => {
    const as = await discoverProvider(issuer);
    const pages = [];
    for (const account of [OPERATOR.phone, '13900000000']) {
      const result = await postForm(await openLogin(as), 'login', {
        account,
        password: 'not the one at all',
      });
      assert.ok('page' in result);
      pages.push([result.page.status, /role="alert">([^<]*)/.exec(await result.page.text())?.[1]]);
    }
    assert.deepEqual(pages[0], pages[1]);
  });

  it('issues a short-lived token bound to the key, for the API alone', async () => {
    const session = await logIn(issuer, OPERATOR);
    assert.equal(session.tokens.token_type, 'dpop');
    const claims = decodeJwt(session.tokens.access_token);
    assert.equal(claims.aud, `${sandbox.backendUrl}/v1`);
    assert.equal((claims.cnf as { jkt: string }).jkt, session.jkt);
    assert.ok(claims.exp! - claims.iat! <= 600);
    assert.equal((await call(session, 'GET', `${sandbox.backendUrl}/v1/me`)).status, 200);
  });

  it('logs in by document number as well, and asks for the password each time', async () => {
    const as = await discoverProvider(issuer);
    const login = await openLogin(as);
    const { idNumber: account, password } = OPERATOR;
    assert.ok('callback' in (await postForm(login, 'login', { account, password })));
    const again = await openLogin(as);
    assert.match(await (await again.browse(again.form)).text(), /name="password"/);
  });

  it('logs another person in on the same browser without a detour', async () => {
    const as = await discoverProvider(issuer);
    const first = await openLogin(as);
    await postForm(first, 'login', { account: OPERATOR.phone, password: OPERATOR.password });
    const second = { ...(await openLogin(as, { parameters: { prompt: 'create' } })), browse: first.browse };
    const start = new URL(as.authorization_endpoint!);
    start.search = new URLSearchParams({
      client_id: second.client.client_id,
      request_uri: await pushAgain(second),
    }).toString();
    const form = new URL((await second.browse(start)).headers.get('location')!, start);
    const newcomer = {
      name: '林可欣',
      idNumber: '448801199103158303',
      phone: '13800000033',
      password: 'enter nothing real',
    };
    const result = await postForm({ ...second, form }, 'register', registrationOf(newcomer));
    assert.ok('callback' in result);
  });

  it('refuses a request without PAR, without PKCE, with plain PKCE, and to an unknown address', async () => {
    const as = await discoverProvider(issuer);
    const direct = new URL(as.authorization_endpoint!);
    direct.search = new URLSearchParams({
      client_id: 'example-program',
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1:49152/callback',
      scope: 'openid',
    }).toString();
    const answer = await fetch(direct, { redirect: 'manual' });
    assert.ok(answer.status === 400 || /error=/.test(answer.headers.get('location') ?? ''));
    for (const parameters of [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge_method: 'plain' },
    ]) {
      await assert.rejects(openLogin(as, { parameters }), oauth.ResponseBodyError);
    }
    for (const redirectUri of ['http://evil.example/callback', 'http://127.0.0.1:49152/elsewhere'])
      await assert.rejects(openLogin(as, { redirectUri }), oauth.ResponseBodyError);
  });

  it('takes a code once, and ends the token of one that comes again', async () => {
    const login = await openLogin(await discoverProvider(issuer));
    const result = await postForm(login, 'login', { account: OPERATOR.phone, password: OPERATOR.password });
    assert.ok('callback' in result);
    const tokens = await exchangeCode(login, result.callback);
    const session = { ...login, sub: oauth.getValidatedIdTokenClaims(tokens)!.sub, jkt: '', tokens };
    const me = `${sandbox.backendUrl}/v1/me`;
    assert.equal((await call(session, 'GET', me)).status, 200);
    await assert.rejects(exchangeCode(login, result.callback), { error: 'invalid_grant' });
    const ended = await call(session, 'GET', me);
    assert.deepEqual([ended.status, ((await ended.json()) as { code: string }).code], [401, 'invalid_token']);
    await assert.rejects(refresh(session), { error: 'invalid_grant' });
  });

  it('rotates refresh tokens, and refuses them to another key', async () => {
    const session = await logIn(issuer, OPERATOR);
    const renewed = await refresh(session);
    assert.notEqual(renewed.refresh_token, session.tokens.refresh_token);
    assert.equal(decodeJwt(renewed.access_token).auth_time, decodeJwt(session.tokens.access_token).auth_time);
    const thief = oauth.DPoP(session.client, await oauth.generateKeyPair('ES256'));
    const stolen = { ...session, tokens: renewed };
    await assert.rejects(refresh(stolen, thief), { error: 'invalid_grant' });
  });

  it('forgets a refresh token that is revoked', async () => {
    const session = await logIn(issuer, OPERATOR);
    await revoke(session, session.tokens.refresh_token!);
    await assert.rejects(refresh(session), { error: 'invalid_grant' });
  });

  it('hands a cancelled log-in back to the client', async () => {
    const login = await openLogin(await discoverProvider(issuer));
    const result = await postForm(login, 'cancel', {});
    assert.ok('callback' in result);
    assert.equal(result.callback.searchParams.get('error'), 'access_denied');
  });

  it('lets no other origin than the portal read a token response', async () => {
    const as = await discoverProvider(issuer);
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'demo-portal',
      refresh_token: 'x',
    });
    for (const [origin, allowed, refusal] of [
      [sandbox.portalUrl, sandbox.portalUrl, 'invalid_grant'],
      ['https://evil.example', '*', 'origin_not_allowed'],
    ]) {
      const response = await fetch(as.token_endpoint!, {
        method: 'POST',
        headers: { origin: origin! },
        body,
      });
      assert.equal(response.headers.get('access-control-allow-origin'), allowed);
      const { error } = (await response.json()) as { error: string };
      assert.equal(error, refusal);
    }
  });
});

/** A second pushed request for a log-in that is already set up. */
async function pushAgain(login: Awaited<ReturnType<typeof openLogin>>): Promise<string> {
  const parameters = {
    redirect_uri: login.redirectUri,
    response_type: 'code',
    scope: 'openid family:read family:write',
    prompt: 'create',
    code_challenge: await oauth.calculatePKCECodeChallenge(login.verifier),
    code_challenge_method: 'S256',
    state: login.state,
  };
  const response = await oauth.pushedAuthorizationRequest(login.as, login.client, oauth.None(), parameters, {
    [oauth.allowInsecureRequests]: true,
    DPoP: login.dpop,
  });
  return (await oauth.processPushedAuthorizationResponse(login.as, login.client, response)).request_uri;
}
