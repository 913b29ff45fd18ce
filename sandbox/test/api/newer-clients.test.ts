import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  applicationBody,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  postApplication,
  postIntent,
  problemOf,
  statusOf,
  submit,
  uploadDocument,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('a client of another version', () => {
  const anna = { subject: ANNA, relationship: 'other' };
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, judge: judgeSaying({ verdict: 'manual_review' }) });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const manifest = async (changes: Record<string, unknown>) => {
    const made = await draft(known, operator, anna);
    const parts = [await uploadDocument(known, operator, made)];
    return { id: made.application.id, bytes: await manifestOf(known, operator, made, parts, changes) };
  };

  /** So that the same relative can be added again. */
  const withdraw = async (id: string) => {
    const wish = { intent: 'withdraw_application', object: id } as const;
    const response = await postIntent(known, operator, `/applications/${id}/withdrawal`, wish);
    assert.equal(response.status, 200);
  };

  for (const ver of ['1.0', '1.1', '1.42']) {
    it(`of the same major submits as ${ver}, with claims that are not known here`, async () => {
      const { id, bytes } = await manifest({ ver, invented_later: { deep: [true] } });
      assert.equal((await submit(known, operator, id, bytes)).status, 202);
      await withdraw(id);
    });
  }

  for (const ver of ['2.0', '0.9', '11.0']) {
    it(`of another major is refused as such (${ver}), whatever else it says, and the draft stays`, async () => {
      const { id, bytes } = await manifest({ ver, parts: 'none any more' });
      const { status, code, errors } = await problemOf(await submit(known, operator, id, bytes));
      assert.deepEqual(
        [status, code, errors],
        [400, 'unsupported_version', [{ pointer: '/ver', code: 'unsupported' }]],
      );
      assert.equal((await statusOf(known, operator, id)).status, 'draft');
    });
  }

  for (const ver of ['1', '1.x', 'one', '', 1.1, null]) {
    it(`is told that ${JSON.stringify(ver)} is no version`, async () => {
      const { id, bytes } = await manifest({ ver });
      const { code, errors } = await problemOf(await submit(known, operator, id, bytes));
      assert.deepEqual([code, errors?.map(({ pointer }) => pointer)], ['malformed', ['/ver']]);
    });
  }

  it('is told where the manifest does not fit, and not what stood there', async () => {
    const { id, bytes } = await manifest({ consents: [{ notice: 'a-secret', by: 'nobody' }] });
    const response = await submit(known, operator, id, bytes);
    const text = await response.clone().text();
    const { code, errors } = await problemOf(response);
    assert.equal(code, 'malformed');
    assert.ok(errors?.some(({ pointer }) => pointer === '/consents/0/by'));
    assert.ok(!text.includes('a-secret') && !text.includes('nobody'));
  });

  it('may send members of a request that are not known here', async () => {
    const body = JSON.parse(await applicationBody(known, operator, anna)) as object;
    const response = await postApplication(
      known,
      operator,
      JSON.stringify({ ...body, invented_later: { deep: true } }),
    );
    assert.equal(response.status, 201);
  });

  it('learns which methods an address takes', async () => {
    const made = await draft(known, operator, anna);
    for (const [method, path, allow] of [
      ['DELETE', `/applications/${made.application.id}`, 'GET, HEAD'],
      ['POST', `/applications/${made.application.id}/evidence/0`, 'PUT'],
      ['PUT', '/me', 'GET, HEAD'],
      ['GET', '/applications', 'POST'],
      ['PATCH', '/me?x=1', 'GET, HEAD'],
    ] as const) {
      const response = await call(operator, method, `${known.discovery.api_base}${path}`);
      assert.deepEqual([response.status, response.headers.get('allow')], [405, allow], `${method} ${path}`);
      assert.equal((await problemOf(response)).code, 'method_not_allowed');
    }
  });

  it('can read in a browser that an address or a method is not there', async () => {
    const headers = { origin: sandbox.portalUrl };
    for (const [method, path, status] of [
      ['GET', '/invented-later', 404],
      ['DELETE', '/me', 405],
    ] as const) {
      const response = await fetch(`${known.discovery.api_base}${path}`, { method, headers });
      assert.equal(response.status, status);
      assert.equal(response.headers.get('access-control-allow-origin'), sandbox.portalUrl);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
    const foreign = await fetch(`${known.discovery.api_base}/invented-later`, {
      headers: { origin: 'https://evil.example' },
    });
    assert.equal((await problemOf(foreign)).code, 'origin_not_allowed');
    assert.notEqual(foreign.headers.get('access-control-allow-origin'), 'https://evil.example');
  });

  describe('names a signed document', () => {
    const send = async (key: (jti: string) => string | undefined) => {
      const { id, bytes } = await manifest({});
      const { payload } = JSON.parse(new TextDecoder().decode(bytes)) as { payload: string };
      const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string };
      const named = key(jti);
      const post = () =>
        call(operator, 'POST', `${known.discovery.api_base}/applications/${id}/submission`, {
          headers: {
            'content-type': 'application/jose+json',
            ...(named === undefined ? {} : { 'idempotency-key': named }),
          },
          body: bytes,
        });
      return { id, post };
    };

    it('by its jti, or leaves that to the document', async () => {
      for (const key of [(jti: string) => `"${jti}"`, (jti: string) => jti, () => undefined]) {
        const { id, post } = await send(key);
        assert.equal((await post()).status, 202);
        assert.equal((await post()).status, 202);
        await withdraw(id);
      }
    });

    it('and by nothing else', async () => {
      const { id, post } = await send(() => randomUUID());
      const { status, code, errors } = await problemOf(await post());
      assert.deepEqual([status, code, errors?.[0]?.pointer], [400, 'malformed', '/jti']);
      assert.equal((await statusOf(known, operator, id)).status, 'draft');
    });
  });
});
