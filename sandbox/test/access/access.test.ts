import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR, problemOf } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn, refresh } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('the door of the API', () => {
  let sandbox: Sandbox;
  let session: LoggedIn;
  let me: string;
  let nonce: string;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'rejected' }),
    });
    session = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    me = `${sandbox.backendUrl}/v1/me`;
    nonce = (await call(session, 'GET', me)).headers.get('dpop-nonce')!;
  });
  after(() => sandbox.close());

  /** A proof by the token's key, with `changes` to make it wrong. */
  async function proof(changes: Record<string, unknown> = {}, keyPair = session.keyPair): Promise<string> {
    const claims = {
      jti: randomUUID(),
      htm: 'GET',
      htu: me,
      iat: Math.floor(Date.now() / 1000),
      ath: createHash('sha256').update(session.tokens.access_token).digest('base64url'),
      nonce,
      ...changes,
    };
    const { kty, crv, x, y } = await exportJWK(keyPair.publicKey);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } as never })
      .sign(keyPair.privateKey);
  }
  const ask = (headers: Record<string, string>) => fetch(me, { headers });
  const withProof = async (dpop: string) =>
    ask({ authorization: `DPoP ${session.tokens.access_token}`, dpop });

  it('publishes a valid discovery document that anybody may read', async () => {
    const response = await fetch(`${sandbox.backendUrl}/.well-known/family-auth-configuration`);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const discovery = DiscoverySchema.parse(await response.json());
    assert.equal(response.headers.get('access-control-expose-headers'), 'Date');
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(discovery.issuer, sandbox.backendUrl);
    assert.equal(discovery.test_system, true);
    assert.ok(discovery.verification_methods.includes('document_review'));
    assert.ok(discovery.submission_signing_alg_values_supported.includes('ES256'));
    assert.ok(discovery.encryption_alg_values_supported.includes('ECDH-ES'));
    assert.ok(discovery.encryption_enc_values_supported.includes('A256GCM'));
    const { controller, retention } = discovery;
    assert.ok(controller.name['zh-CN'].length > 0 && controller.contact.length > 0);
    assert.ok(Object.keys(retention).length > 0);
  });

  it('lets pages of any origin read discovery, keys and notices, and sends them nowhere else', async () => {
    const document = `${sandbox.backendUrl}/.well-known/family-auth-configuration`;
    const { jwks_uri, notices } = DiscoverySchema.parse(await (await fetch(document)).json());
    for (const url of [document, jwks_uri, ...notices.map(({ url }) => url)]) {
      const answer = await fetch(url, { headers: { origin: 'https://page.example' }, redirect: 'error' });
      assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [200, '*'], url);
    }
  });

  it('says nothing of plain http but to this computer', async () => {
    const text = await (await fetch(`${sandbox.backendUrl}/.well-known/family-auth-configuration`)).text();
    const plain = text.match(/http:\/\/[^/"]+/g) ?? [];
    assert.deepEqual([...new Set(plain)], [sandbox.backendUrl]);
  });

  it('publishes consent texts whose digests are right', async () => {
    const response = await fetch(`${sandbox.backendUrl}/.well-known/family-auth-configuration`);
    const { notices } = DiscoverySchema.parse(await response.json());
    assert.deepEqual([...new Set(notices.map(({ locale }) => locale))].sort(), ['en', 'zh-CN']);
    for (const { url, sha256 } of notices) {
      const text = Buffer.from(await (await fetch(url)).arrayBuffer());
      assert.equal(createHash('sha256').update(text).digest('base64url'), sha256);
    }
  });

  it('publishes public keys only', async () => {
    const { keys } = (await (await fetch(`${sandbox.backendUrl}/jwks`)).json()) as { keys: object[] };
    assert.deepEqual(
      keys.map((key) => Object.keys(key).sort().join()),
      Array(2).fill('alg,crv,kid,kty,use,x,y'),
    );
    const of = keys.map((key) => {
      const { use, crv } = key as { use: string; crv: string };
      return `${use} ${crv}`;
    });
    assert.deepEqual(of.sort(), ['enc P-256', 'sig P-256']);
    assert.equal(new Set(keys.map((key) => (key as { kid: string }).kid)).size, 2);
  });

  it('describes itself in OpenAPI, every reference leading somewhere', async () => {
    const text = await (await fetch(`${sandbox.backendUrl}/v1/openapi.json`)).text();
    const document = JSON.parse(text) as {
      openapi: string;
      servers: { variables: Record<string, { default: string }> }[];
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    };
    assert.equal(document.openapi, '3.1.0');
    assert.ok(document.paths['/applications/{id}/submission']?.post);
    assert.ok(document.paths['/applications/{id}/evidence/{n}']?.put);
    // Those under its base, and two that anybody may read.
    assert.equal(Object.keys(document.paths).length, 33);
    assert.equal(document.servers[0]?.variables.apiBase?.default, `${sandbox.backendUrl}/v1`);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert.ok(document.components.schemas[name!], name);
    }
    assert.doesNotMatch(text, /"\$id"/);
  });

  it('takes a good proof', async () => {
    assert.equal((await withProof(await proof())).status, 200);
  });

  it('refuses proofs that are not for this request, not by this key, not from now', async () => {
    const wrong = {
      method: await proof({ htm: 'POST' }),
      address: await proof({ htu: `${sandbox.backendUrl}/v1/applications` }),
      host: await proof({ htu: 'https://other.example/v1/me' }),
      token: await proof({ ath: createHash('sha256').update('another').digest('base64url') }),
      no_token: await proof({ ath: undefined }),
      stale: await proof({ iat: Math.floor(Date.now() / 1000) - 600 }),
      future: await proof({ iat: Math.floor(Date.now() / 1000) + 600 }),
      key: await proof({}, (await generateKeyPair('ES256')) as CryptoKeyPair),
      garbage: 'no.proof.atall',
    };
    for (const [what, dpop] of Object.entries(wrong)) {
      const { status, code } = await problemOf(await withProof(dpop));
      assert.deepEqual([what, status, code], [what, 401, 'invalid_dpop_proof']);
    }
  });

  it('refuses a proof that was used before', async () => {
    const once = await proof();
    assert.equal((await withProof(once)).status, 200);
    assert.equal((await problemOf(await withProof(once))).code, 'invalid_dpop_proof');
  });

  it('asks for a nonce of its own, in a form that oauth4webapi understands', async () => {
    for (const wrong of [undefined, 'AAAA']) {
      const response = await withProof(await proof({ nonce: wrong }));
      assert.ok(response.headers.get('dpop-nonce'));
      assert.match(response.headers.get('www-authenticate') ?? '', /^DPoP error="use_dpop_nonce"/);
      assert.deepEqual(await problemOf(response), { status: 401, code: 'use_dpop_nonce', errors: undefined });
    }
  });

  it('refuses requests without a token, with a bearer token, without a proof', async () => {
    const dpop = await proof();
    assert.equal((await problemOf(await ask({ dpop }))).code, 'invalid_token');
    const bearer = { authorization: `Bearer ${session.tokens.access_token}`, dpop: await proof() };
    assert.equal((await problemOf(await ask(bearer))).code, 'invalid_token');
    const bare = { authorization: `DPoP ${session.tokens.access_token}` };
    assert.equal((await problemOf(await ask(bare))).code, 'invalid_dpop_proof');
    const two = { ...bare, dpop: `${await proof()}, ${await proof()}` };
    assert.equal((await problemOf(await ask(two))).code, 'invalid_dpop_proof');
  });

  it('refuses a token whose signature was touched', async () => {
    const [head, payload, signature = ''] = session.tokens.access_token.split('.');
    const forged = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const response = await ask({ authorization: `DPoP ${forged}`, dpop: await proof() });
    assert.equal((await problemOf(response)).code, 'invalid_token');
  });

  it('refuses what the token has no scope for', async () => {
    const parameters = { scope: 'openid family:read' };
    const reader = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { parameters });
    assert.equal((await call(reader, 'GET', me)).status, 200);
    const response = await call(reader, 'POST', `${sandbox.backendUrl}/v1/applications`, {
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    assert.deepEqual([response.status, (await problemOf(response)).code], [403, 'insufficient_scope']);
  });

  it('lets the portal read, other origins not, and never with credentials', async () => {
    const good = await fetch(me, { headers: { origin: sandbox.portalUrl } });
    assert.equal(good.headers.get('access-control-allow-origin'), sandbox.portalUrl);
    assert.match(
      good.headers.get('access-control-expose-headers') ?? '',
      /DPoP-Nonce.*ETag.*RateLimit.*RateLimit-Policy/,
    );
    for (const name of ['WWW-Authenticate', 'Retry-After', 'Location', 'Date'])
      assert.ok(good.headers.get('access-control-expose-headers')?.includes(name), name);
    assert.equal(good.headers.get('access-control-allow-credentials'), null);
    for (const origin of ['https://evil.example', `${sandbox.portalUrl}.evil.example`]) {
      const bad = await fetch(me, { headers: { origin } });
      assert.notEqual(bad.headers.get('access-control-allow-origin'), origin);
      assert.equal(bad.status, 403);
      assert.equal((await problemOf(bad)).code, 'origin_not_allowed');
    }
    const preflight = await fetch(me, {
      method: 'OPTIONS',
      headers: {
        origin: sandbox.portalUrl,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'dpop,authorization,content-digest',
      },
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /content-digest/i);
    assert.ok(Number(preflight.headers.get('access-control-max-age')) >= 600);
  });

  it('never lets a personal answer be stored, sets no cookie, and states problems as problems', async () => {
    const answers = [
      await call(session, 'GET', me),
      await fetch(me),
      await fetch(`${sandbox.backendUrl}/v1/nowhere`),
    ];
    for (const response of answers) {
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.deepEqual(response.headers.getSetCookie(), []);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      if (response.ok) continue;
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
      // None of them would be answered otherwise a little later.
      assert.equal(ProblemSchema.parse(await response.json()).retryable, false);
    }
  });

  it('answers under its own name only', async () => {
    const { port } = new URL(sandbox.backendUrl);
    const response = await fetch(`http://localhost.:${port}/jwks`).catch(() => undefined);
    if (response !== undefined) assert.equal(response.status, 400);
  });

  it('goes on with the token that a refresh brings', async () => {
    const tokens = await refresh(session);
    assert.equal((await call({ ...session, tokens }, 'GET', me)).status, 200);
  });

  it('tells the operator who they are, masked', async () => {
    const answer = (await (await call(session, 'GET', me)).json()) as Record<string, unknown>;
    assert.equal(answer.name, '安*国');
    assert.equal(answer.birth_year, 1960);
    assert.equal(answer.relatives_left, 8);
    assert.ok(!JSON.stringify(answer).includes(OPERATOR.idNumber));
  });
});
