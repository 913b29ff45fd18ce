import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connectClient } from '../../src/client/create-client.ts';
import type { FamilyAuthClient } from '../../src/client/family-auth-client.ts';
import { openKeyDirectory } from '../../src/client/public-documents.ts';
import type { OperatorProfile } from '../../src/protocol/me.ts';
import { BackendError } from '../../src/protocol/problem.ts';
import { openSubject } from '../../src/seal/subject.ts';
import { application, me, noticeOf } from './answers.ts';
import { cut, drop, json, problem, startTestBackend, type TestBackend, testSession } from './test-backend.ts';

const ME = 'GET /v1/me';
const APPLICATIONS = 'POST /v1/applications';
const subject = {
  name: '李华',
  id: { type: 'resident_id_card', country: 'CHN', number: '990101199003070017' },
} as const;

let backend: TestBackend;
let session: Awaited<ReturnType<typeof testSession>>;
let client: FamilyAuthClient;
const sent = (line: string) => backend.received.filter((request) => request.line === line);
const create = (idempotencyKey?: string) =>
  client.createApplication(
    { relationship: 'parent', method: 'document_review', subject, consents: [] },
    idempotencyKey === undefined ? {} : { idempotencyKey },
  );

before(async () => {
  backend = await startTestBackend();
});
after(() => backend.close());
beforeEach(async () => {
  backend.received.length = 0;
  session = await testSession();
  client = connectClient({ discovery: backend.discovery, session, locale: 'zh-CN' });
});

describe('a call of the client', () => {
  it('carries token, proof and language, and no cookie', async () => {
    backend.on(ME, json(me));
    assert.deepEqual(await client.me(), me satisfies OperatorProfile);
    const { headers } = sent(ME)[0]!;
    assert.equal(headers.authorization, 'DPoP token');
    assert.equal(headers['accept-language'], 'zh-CN');
    assert.ok(headers.dpop);
    assert.equal(headers.cookie, undefined);
  });

  it('sends once more with the nonce that the backend asks for', async () => {
    const challenge = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'nonce-1' };
    backend.on(ME, problem('use_dpop_nonce', challenge), json(me, 200, { 'DPoP-Nonce': 'nonce-2' }));
    await client.me();
    assert.deepEqual(
      sent(ME).map(({ headers }) => headers.dpop),
      ['proof-1', 'proof-2 nonce-1'],
    );
    assert.deepEqual(session.nonces, ['nonce-1', 'nonce-2']);
  });

  it('does not ask for a nonce for ever', async () => {
    backend.on(ME, problem('use_dpop_nonce', { 'DPoP-Nonce': 'nonce-1' }));
    await assert.rejects(client.me(), { code: 'use_dpop_nonce' });
    assert.equal(sent(ME).length, 2);
  });

  it('tries again after a dropped connection and an answer that was cut, with a fresh proof each time', async () => {
    backend.on(ME, drop, cut, json(me));
    await client.me();
    const proofs = sent(ME).map(({ headers }) => headers.dpop);
    assert.equal(proofs.length, 3);
    assert.equal(new Set(proofs).size, 3);
  });

  it('waits as the backend asks and tries again', async () => {
    backend.on(
      ME,
      problem('unavailable', { 'Retry-After': '0' }),
      problem('rate_limited', { 'Retry-After': '0' }),
      json(me),
    );
    await client.me();
    assert.equal(sent(ME).length, 3);
  });

  it('does not wait for longer than it has time', async () => {
    backend.on(ME, problem('rate_limited', { 'Retry-After': '3600' }));
    await assert.rejects(client.me(), (error) => {
      assert.ok(error instanceof BackendError);
      assert.equal(error.code, 'rate_limited');
      assert.equal(error.retryAfterMs, 3_600_000);
      return true;
    });
    assert.equal(sent(ME).length, 1);
  });

  it('does not try again when the attempts are used up', async () => {
    backend.on(ME, problem('attempts_exhausted', { 'Retry-After': '0' }));
    await assert.rejects(client.me(), { code: 'attempts_exhausted' });
    assert.equal(sent(ME).length, 1);
  });

  it('turns a problem document into an error with code, fields and request id', async () => {
    const errors = [{ pointer: '/relationship', code: 'unknown' }];
    backend.on(APPLICATIONS, problem('relationship_not_allowed', {}, { errors, instance: 'request-7' }));
    await assert.rejects(create(), (error) => {
      assert.ok(error instanceof BackendError);
      assert.equal(error.code, 'relationship_not_allowed');
      assert.equal(error.status, 422);
      assert.deepEqual(error.errors, errors);
      assert.equal(error.requestId, 'request-7');
      return true;
    });
  });

  it('reads a code of a later version by its HTTP status, and keeps the code', async () => {
    for (const [status, code] of [
      [400, 'malformed'],
      [401, 'invalid_token'],
      [403, 'origin_not_allowed'],
      [404, 'not_found'],
      [405, 'method_not_allowed'],
      [409, 'state_conflict'],
      [410, 'draft_expired'],
      [418, 'malformed'],
      [422, 'malformed'],
      [500, 'internal'],
      [507, 'internal'],
    ] as const) {
      backend.on(ME, json({ code: 'invented_later', status: 200, type: 'x' }, status));
      await assert.rejects(client.me(), (error) => {
        assert.ok(error instanceof BackendError);
        assert.deepEqual([error.status, error.code, error.problemCode], [status, code, 'invented_later']);
        return true;
      });
    }
  });

  it('waits at a limit of a later version as at any other', async () => {
    const limited = { code: 'invented_later', status: 429, type: 'x' };
    backend.on(ME, json(limited, 429, { 'Retry-After': '0' }), json(me));
    await client.me();
    assert.equal(sent(ME).length, 2);
    backend.on(ME, json(limited, 429, { 'Retry-After': '3600' }));
    await assert.rejects(client.me(), { code: 'rate_limited', retryAfterMs: 3_600_000 });
  });

  it('tells an answer that is not the protocol', async () => {
    for (const answer of [json({ sub: 'operator-1' }), json('nothing', 500)]) {
      backend.on(ME, answer);
      await assert.rejects(client.me(), { code: 'response_malformed' });
    }
    backend.on(ME, (_, response) => response.end('<!doctype html>'));
    await assert.rejects(client.me(), { code: 'response_malformed' });
  });

  it('does not carry the token elsewhere by a redirect', async () => {
    backend.on(ME, (_, response) => response.writeHead(302, { Location: `${backend.url}/elsewhere` }).end());
    await assert.rejects(client.me(), { code: 'response_malformed' });
    assert.equal(sent('GET /elsewhere').length, 0);
  });

  it('ends when the caller cancels', async () => {
    const cancel = new AbortController();
    backend.on(ME, () => cancel.abort());
    await assert.rejects(client.me({ signal: cancel.signal }), { code: 'cancelled' });
  });

  it('does not repeat what is not repeatable', async () => {
    const line = 'POST /v1/family/cards/card-0001/codes';
    backend.on(line, drop);
    await assert.rejects(client.cardCode('card-0001'), { code: 'network_unreachable' });
    backend.on(line, problem('unavailable', { 'Retry-After': '0' }));
    await assert.rejects(client.cardCode('card-0001'), { code: 'unavailable' });
    assert.equal(sent(line).length, 2);
  });

  it('repeats whatever met a limit, for nothing of it was done, when the time that was asked is over', async () => {
    const line = 'POST /v1/family/cards/card-0001/codes';
    const code = {
      code: '1'.repeat(20),
      qr: { size: 21, modules: 'AA' },
      expires_at: '2026-11-23T10:00:00Z',
    };
    backend.on(line, problem('rate_limited', { 'Retry-After': '1' }), json(code, 201));
    const startMs = performance.now();
    assert.equal((await client.cardCode('card-0001')).code, code.code);
    assert.ok(performance.now() - startMs >= 990);
    backend.on(line, problem('rate_limited', { 'Retry-After': '3600' }));
    await assert.rejects(client.cardCode('card-0001'), { code: 'rate_limited', retryAfterMs: 3_600_000 });
    assert.equal(sent(line).length, 3);
  });
});

describe('creating an application', () => {
  it('posts the subject encrypted, and repeats the same bytes under the same key', async () => {
    backend.on(APPLICATIONS, drop, json(application, 201));
    const created = await create('key-0000-0001');
    assert.equal(created.application.id, application.id);
    const [first, second] = sent(APPLICATIONS);
    assert.deepEqual(second!.body, first!.body);
    assert.equal(first!.headers['idempotency-key'], '"key-0000-0001"');
    assert.equal(second!.headers['idempotency-key'], '"key-0000-0001"');
    assert.ok(!first!.body.includes('李华') && !first!.body.includes(subject.id.number));
    const { subject: jwe } = JSON.parse(first!.body.toString());
    const opened = await openSubject(jwe, {
      keys: backend.encryptionKeys,
      aud: backend.url,
      jkt: session.jkt,
      nowMs: Date.now(),
    });
    assert.deepEqual(opened, subject);
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(jwe));
    assert.equal(created.subjectSha256, Buffer.from(digest).toString('base64url'));
  });

  it('posts the same bytes when it is asked twice under one key', async () => {
    backend.on(APPLICATIONS, json(application, 201));
    await create('key-0000-0002');
    await create('key-0000-0002');
    const [first, second] = sent(APPLICATIONS);
    assert.deepEqual(second!.body, first!.body);
  });

  it('tries again while the first post is still being worked on', async () => {
    backend.on(
      APPLICATIONS,
      problem('idempotency_in_progress', { 'Retry-After': '1' }),
      json(application, 201),
    );
    await create();
    assert.equal(sent(APPLICATIONS).length, 2);
  });
});

describe('a notice', () => {
  const notice = (sha256: string) => ({
    id: 'face',
    version: '1',
    locale: 'zh-CN',
    title: '人脸信息',
    url: `${backend.url}/notices/face.txt`,
    sha256,
    required_for: [],
    given_by: 'operator' as const,
  });

  it('is shown only if its bytes are those that were announced', async () => {
    const text = '我们会处理您家人的人脸信息。\n';
    backend.on('GET /notices/face.txt', (_, response) => response.end(text));
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(text));
    assert.equal(await client.notice(notice(Buffer.from(digest).toString('base64url'))), text);
    await assert.rejects(client.notice(notice('A'.repeat(43))), { code: 'notice_altered' });
    assert.equal(sent('GET /notices/face.txt')[0]!.headers.authorization, undefined);
  });

  it('is not read from another origin, and nor are keys', async () => {
    const other = await startTestBackend();
    const away =
      (path: string): Parameters<TestBackend['on']>[1] =>
      (_, response) =>
        response.writeHead(302, { Location: `${other.url}${path}` }).end();
    other.on('GET /notices/face.txt', (_, response) => response.end('elsewhere'));
    backend.on('GET /notices/face.txt', away('/notices/face.txt'));
    await assert.rejects(client.notice(notice('A'.repeat(43))), { code: 'response_malformed' });
    other.on('GET /keys', (_, response) => response.end('{"keys":[]}'));
    backend.on('GET /keys', away('/keys'));
    const keys = openKeyDirectory(`${backend.url}/keys`, fetch);
    await assert.rejects(keys.encryptionKey(), { code: 'response_malformed' });
    await other.close();
  });
});

describe('a link to a service', () => {
  it('is opened only if it is an address, not a program', async () => {
    const path = 'POST /v1/family/cards/card-0001/services/pension/links';
    const link = (url: string) => json({ url, expires_at: '2026-11-23T10:00:00Z' });
    backend.on(path, link('https://services.example/pension?t=1'));
    assert.equal(
      (await client.serviceLink('card-0001', 'pension')).url,
      'https://services.example/pension?t=1',
    );
    for (const url of ['javascript:alert(document.domain)', 'data:text/html,x', 'http://services.example/']) {
      backend.on(path, link(url));
      await assert.rejects(client.serviceLink('card-0001', 'pension'), { code: 'response_malformed' });
    }
  });
});

describe('a backend that asks for more than is known here', () => {
  it('is sent no application by a method that needs a consent, or a signature, of a later version', async () => {
    const later = {
      ...noticeOf(backend.url, 'A'.repeat(43)),
      required_for: ['document_review'],
      given_by: 'court',
    };
    for (const more of [
      { notices: [later] },
      { submission_signature_policy: 'all-of:[ES256,SGD_SM3_SM2]' },
    ]) {
      client = connectClient({ discovery: { ...backend.discovery, ...more }, session });
      await assert.rejects(create(), { code: 'backend_unsupported' });
    }
    assert.deepEqual(backend.received, []);
  });
});

describe('a backend whose accounts are not verified', () => {
  for (const accounts_verified of [undefined, false]) {
    it(`is asked for nothing by a log-in of the relative (accounts_verified: ${accounts_verified})`, async () => {
      const discovery = { ...backend.discovery, accounts_verified };
      const unverified = connectClient({ discovery, session });
      const answer = { application: 'A'.repeat(22), agreed: true, consents: [] };
      for (const asked of [
        () =>
          unverified.createApplication({
            relationship: 'parent',
            method: 'subject_login',
            subject,
            consents: [],
          }),
        () => unverified.subjectLink('A'.repeat(22)),
        () => unverified.subjectRequest('A'.repeat(62)),
        () => unverified.answerSubjectRequest('A'.repeat(62), answer),
      ]) {
        await assert.rejects(asked(), { code: 'backend_unsupported' });
      }
      assert.deepEqual(backend.received, []);
    });
  }
});
