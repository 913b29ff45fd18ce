import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { thumbprint } from '@family-auth/library/seal/keys.ts';
import { createPortalServer, type PortalServer } from '@family-auth/library/server/portal-server.ts';
import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { discoverProvider, type LoggedIn, logIn, revoke } from '../support/log-in.ts';
import { serverKey, type TestServer } from '../support/portal-server.ts';
import { startSandbox } from '../support/test-database.ts';

const REDIRECT_URI = 'http://localhost:8099/login/callback';
const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const insecure = { [oauth.allowInsecureRequests]: true } as const;

describe('a session for a portal’s page, by token exchange', () => {
  let sandbox: Sandbox;
  let as: oauth.AuthorizationServer;
  let own: TestServer;
  let portal: PortalServer;
  /** The citizen, logged in at the portal's server; and at a program of their own. */
  let citizen: LoggedIn;
  let elsewhere: LoggedIn;
  let page: CryptoKeyPair;
  before(async () => {
    own = await serverKey('bank-server');
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
      portalServers: [{ ...own, redirectUris: [REDIRECT_URI] }],
    });
    const issuer = `${sandbox.backendUrl}/oidc`;
    as = await discoverProvider(issuer);
    portal = createPortalServer({ issuer: sandbox.backendUrl, ...own });
    elsewhere = await logIn(issuer, OPERATOR, { register: true });
    citizen = await atTheServer();
    page = await generateKeyPair('ES256');
  });
  after(() => sandbox.close());

  const privateKeyJwt = async (key = own.privateKey) =>
    oauth.PrivateKeyJwt({ key: (await importJWK(key, 'ES256')) as CryptoKey, kid: key.kid! });
  const atTheServer = async () =>
    logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, {
      clientId: own.clientId,
      redirectUri: REDIRECT_URI,
      authentication: await privateKeyJwt(),
      parameters: { scope: 'openid' },
    });
  const proofOf = async (nonce?: string, changes: object = {}, key = page) =>
    new SignJWT({
      htm: 'POST',
      htu: as.token_endpoint!,
      jti: crypto.randomUUID(),
      ...(nonce && { nonce }),
      ...changes,
    })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(key.publicKey) })
      .sign(key.privateKey);
  const nonceNow = async (): Promise<string> => {
    const asked = await portal.exchangeForPage({
      subjectToken: citizen.tokens.access_token,
      dpopProof: await proofOf(),
    });
    assert.ok('dpop_nonce' in asked);
    return asked.dpop_nonce;
  };
  const exchange = async (subjectToken: string, dpopProof: string) => {
    const session = await portal.exchangeForPage({ subjectToken, dpopProof });
    assert.ok('access_token' in session);
    return session;
  };
  const me = async (token: string, key = page) => {
    const dpop = oauth.DPoP({}, key);
    const ask = () =>
      oauth.protectedResourceRequest(
        token,
        'GET',
        new URL(`${sandbox.backendUrl}/v1/me`),
        undefined,
        undefined,
        {
          ...insecure,
          DPoP: dpop,
        },
      );
    return ask().catch((error) => {
      if (oauth.isDPoPNonceError(error)) return ask();
      throw error;
    });
  };
  /** The request as it goes over the wire, for what the library would not send. */
  const raw = async (parameters: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await oauth.genericTokenEndpointRequest(
      as,
      { client_id: own.clientId },
      await privateKeyJwt(),
      GRANT,
      parameters,
      { ...insecure, headers: new Headers(headers) },
    );
    const { error } = (await response.json()) as { error?: string };
    return [response.status, error];
  };

  it('is bound to the page’s key, names the citizen and when they logged in, and lives ten minutes', async () => {
    const session = await exchange(citizen.tokens.access_token, await proofOf(await nonceNow()));
    const claims = decodeJwt(session.access_token);
    assert.equal(session.expires_in, 600);
    assert.deepEqual(claims.cnf, { jkt: await thumbprint(page.publicKey) });
    const { sub, client_id, scope, auth_time } = claims;
    assert.deepEqual([sub, client_id, scope], [citizen.sub, own.clientId, 'family:read family:write']);
    assert.equal(auth_time, decodeJwt(citizen.tokens.access_token).auth_time);
    assert.equal((await me(session.access_token)).status, 200);
  });

  it('is of no use to the portal’s server, which has not the key', async () => {
    const session = await exchange(citizen.tokens.access_token, await proofOf(await nonceNow()));
    await assert.rejects(me(session.access_token, citizen.keyPair), oauth.WWWAuthenticateChallengeError);
  });

  it('is given for no citizen whom the portal only names', async () => {
    const nonce = await nonceNow();
    const dpop = await proofOf(nonce);
    assert.deepEqual(await raw({ requested_subject: citizen.sub }, { dpop }), [400, 'invalid_request']);
    assert.deepEqual(
      await raw(
        { subject_token: citizen.sub, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
        { dpop },
      ),
      [400, 'invalid_request'],
    );
    const madeUp = await new SignJWT({ sub: citizen.sub, client_id: own.clientId })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .sign((await importJWK(own.privateKey, 'ES256')) as CryptoKey);
    const asserted = portal.exchangeForPage({ subjectToken: madeUp, dpopProof: dpop });
    await assert.rejects(asserted, { name: 'LoginError', code: 'login_required' });
  });

  it('is not given for a token that the citizen gave another client', async () => {
    const { access_token } = elsewhere.tokens;
    const stolen = portal.exchangeForPage({
      subjectToken: access_token,
      dpopProof: await proofOf(await nonceNow()),
    });
    await assert.rejects(stolen, { code: 'login_required' });
  });

  it('is not given without the page’s own proof, made now, for this, and once', async () => {
    const subject = { subject_token: citizen.tokens.access_token, subject_token_type: ACCESS_TOKEN };
    assert.deepEqual(await raw(subject), [400, 'invalid_dpop_proof']);
    const nonce = await nonceNow();
    for (const wrong of [
      await proofOf(nonce, { htu: `${sandbox.backendUrl}/v1/me` }),
      await proofOf(nonce, { htm: 'GET' }),
      `${await proofOf(nonce)}x`,
    ]) {
      assert.deepEqual(await raw(subject, { dpop: wrong }), [400, 'invalid_dpop_proof']);
    }
    const stale = await portal.exchangeForPage({
      subjectToken: subject.subject_token,
      dpopProof: await proofOf('made-up'),
    });
    assert.ok('dpop_nonce' in stale, 'a made-up nonce is answered with the right one');
    const once = await proofOf(nonce);
    await exchange(subject.subject_token, once);
    assert.deepEqual(await raw(subject, { dpop: once }), [400, 'invalid_dpop_proof']);
    const twoLines = portal.exchangeForPage({
      subjectToken: subject.subject_token,
      dpopProof: 'a.b.c\r\nx: y',
    });
    await assert.rejects(twoLines, { code: 'login_required' });
  });

  it('is not given to a client that is no portal’s server, nor with another key', async () => {
    const { privateKey } = await serverKey(own.clientId);
    const stranger = createPortalServer({ issuer: sandbox.backendUrl, clientId: own.clientId, privateKey });
    await assert.rejects(
      stranger.exchangeForPage({ subjectToken: citizen.tokens.access_token, dpopProof: await proofOf() }),
      { code: 'configuration_invalid' },
    );
    const response = await fetch(as.token_endpoint!, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: GRANT,
        client_id: 'example-program',
        subject_token: citizen.tokens.access_token,
        subject_token_type: ACCESS_TOKEN,
      }),
    });
    assert.equal(response.status, 400);
  });

  it('takes a client’s assertion once', async () => {
    let assertion: string | undefined;
    const authentication: oauth.ClientAuth = async (...all) => {
      await (await privateKeyJwt())(...all);
      const [, , body] = all;
      assertion ??= body.get('client_assertion')!;
      body.set('client_assertion', assertion);
    };
    const parameters = {
      subject_token: citizen.tokens.access_token,
      subject_token_type: ACCESS_TOKEN,
      resource: `${sandbox.backendUrl}/v1`,
    };
    const nonce = await nonceNow();
    const send = async () =>
      oauth.genericTokenEndpointRequest(as, { client_id: own.clientId }, authentication, GRANT, parameters, {
        ...insecure,
        headers: new Headers({ dpop: await proofOf(nonce) }),
      });
    assert.equal((await send()).status, 200);
    assert.equal((await send()).status, 401);
  });

  it('ends with the citizen’s log-in at the portal', async () => {
    const other = await atTheServer();
    const session = await exchange(other.tokens.access_token, await proofOf(await nonceNow()));
    assert.equal((await me(session.access_token)).status, 200);
    const { as: provider, client } = other;
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(
        provider,
        client,
        await privateKeyJwt(),
        other.tokens.access_token,
        insecure,
      ),
    );
    await assert.rejects(me(session.access_token), oauth.WWWAuthenticateChallengeError);
    const late = portal.exchangeForPage({
      subjectToken: other.tokens.access_token,
      dpopProof: await proofOf(),
    });
    await assert.rejects(late, { code: 'login_required' });
    await revoke(elsewhere, elsewhere.tokens.access_token);
  });
});
