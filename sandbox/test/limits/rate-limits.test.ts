import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR, OTHER_OPERATOR, problemOf } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

// No minute ends while its requests are counted, however slow the machine.
before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
after(() => mock.timers.reset());

const judge = judgeSaying({ verdict: 'approved' });
const times = <Result>(count: number, work: () => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, work));
const oneAfterTheOther = async <Result>(works: readonly (() => Promise<Result>)[]) => {
  const results: Result[] = [];
  for (const work of works) results.push(await work());
  return results;
};

describe('requests a minute, behind a proxy that is named', () => {
  let sandbox: Sandbox;
  before(async () => {
    const rateLimits = { addressPerMinute: 4, loginsPerMinute: 2 };
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge,
      rateLimits,
      trustProxy: '127.0.0.1',
    });
  });
  after(() => sandbox.close());

  const from = (address: string, path: string, { headers, ...init }: RequestInit = {}) =>
    fetch(`${sandbox.backendUrl}${path}`, {
      ...init,
      headers: { ...(headers as Record<string, string>), 'x-forwarded-for': address },
    });

  it('are limited for an address, with a problem document that says how long to wait', async () => {
    const ask = () => from('198.51.100.1', '/jwks');
    for (const { status } of await times(4, ask)) assert.equal(status, 200);
    const refused = await ask();
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 60, String(seconds));
    assert.equal(refused.headers.get('cache-control'), 'no-store');
    assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/);
    const { code, retryable } = (await refused.json()) as Record<string, unknown>;
    assert.deepEqual([refused.status, code, retryable], [429, 'rate_limited', true]);
    assert.equal((await from('198.51.100.2', '/jwks')).status, 200, 'another address goes on');
  });

  it('tell the portal in its browser how long to wait, at the API and at the provider, and no other site', async () => {
    await times(4, () => from('198.51.100.3', '/jwks'));
    for (const path of ['/v1/me', '/oidc/token', '/v1/nowhere']) {
      const ask = (origin: string) => from('198.51.100.3', path, { headers: { origin } });
      const refused = await ask(sandbox.portalUrl);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('access-control-allow-origin'), sandbox.portalUrl);
      assert.match(refused.headers.get('access-control-expose-headers') ?? '', /Retry-After/);
      assert.equal((await ask('https://evil.example')).headers.get('access-control-allow-origin'), null);
    }
  });

  it('are not counted for preflights, whose refusal a page could not read', async () => {
    const headers = { origin: sandbox.portalUrl, 'access-control-request-method': 'GET' };
    const preflight = () => from('198.51.100.4', '/v1/me', { method: 'OPTIONS', headers });
    for (const { status } of await times(6, preflight)) assert.equal(status, 204);
  });

  it('are limited for log-ins apart, while everything else goes on', async () => {
    const push = () => from('198.51.100.5', '/oidc/request', { method: 'POST' });
    for (const { status } of await times(2, push)) assert.equal(status, 400);
    assert.deepEqual(await problemOf(await push()), { status: 429, code: 'rate_limited', errors: undefined });
    assert.equal((await from('198.51.100.5', '/jwks')).status, 200);
  });

  it('are limited for log-ins in whatever spelling the address comes', async () => {
    const spellings = ['/confirm/', '/%63onfirm/', '/%63%6Fnfirm/'];
    const asks = spellings.map((start) => () => {
      const init = { method: 'POST', body: new URLSearchParams({ account: 'a', password: 'b' }) };
      return from('198.51.100.7', `${start}${'A'.repeat(62)}/login`, init);
    });
    const statuses = (await oneAfterTheOther(asks)).map(({ status }) => status);
    assert.deepEqual(statuses, [410, 410, 429]);
  });

  it('are counted for what the proxy saw, not for what was written into the header before it', async () => {
    const addresses = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.113.5'];
    const asks = addresses.map((invented) => () => from(`${invented}, 198.51.100.6`, '/jwks'));
    assert.equal((await oneAfterTheOther(asks)).at(-1)!.status, 429);
  });

  it('are counted together for one network of IPv6', async () => {
    const asks = ['::1', '::2', '::3:4', ':ffff::5', '::6'].map(
      (end) => () => from(`2001:db8:0:1${end}`, '/jwks'),
    );
    assert.equal((await oneAfterTheOther(asks)).at(-1)!.status, 429);
  });
});

describe('requests a minute, without a proxy', () => {
  let sandbox: Sandbox;
  before(async () => {
    const rateLimits = { operatorPerMinute: 8, addressPerMinute: 100 };
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, rateLimits });
  });
  after(() => sandbox.close());

  it('are limited for an operator, and another at the same address goes on', async () => {
    const [one, other] = await Promise.all(
      [OPERATOR, OTHER_OPERATOR].map((person) =>
        logIn(`${sandbox.backendUrl}/oidc`, person, { register: true }),
      ),
    );
    const me = (session: LoggedIn) => call(session, 'GET', `${sandbox.backendUrl}/v1/me`);
    // The first asks for a nonce, too, which is not counted.
    const { headers } = await me(one!);
    assert.equal(headers.get('ratelimit-policy'), '"operator";q=8;w=60');
    assert.match(headers.get('ratelimit') ?? '', /^"operator";r=7;t=\d{1,2}$/);
    const statuses = (await times(9, () => me(one!))).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [...Array(7).fill(200), 429, 429]);
    const refused = await me(one!);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.match(refused.headers.get('ratelimit') ?? '', /^"operator";r=0;t=\d{1,2}$/);
    assert.equal((await problemOf(refused)).code, 'rate_limited');
    assert.equal((await me(other!)).status, 200);
  });

  it('are counted by the address of the connection, whatever a header says', async () => {
    const answers = await times(100, () => {
      const headers = { 'x-forwarded-for': `198.51.100.${Math.trunc(Math.random() * 250)}` };
      return fetch(`${sandbox.backendUrl}/jwks`, { headers });
    });
    assert.ok(answers.some(({ status }) => status === 429));
  });
});
