import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { connectClient } from '../../src/client/create-client.ts';
import type { FamilyAuthClient, SealedPart } from '../../src/client/family-auth-client.ts';
import { submitDocuments } from '../../src/client/submission.ts';
import type { DeletionReceipt } from '../../src/protocol/deletion-receipt.ts';
import { digest } from '../../src/seal/digest.ts';
import { verifyIntent } from '../../src/seal/intent.ts';
import { openPart } from '../../src/seal/part.ts';
import { verifySubmission } from '../../src/seal/submission.ts';
import { APPLICATION_ID, application, cardOf, resultOf } from './answers.ts';
import { drop, json, problem, startTestBackend, type TestBackend, testSession } from './test-backend.ts';

const PATH = `/v1/applications/${APPLICATION_ID}`;
const EVIDENCE = `${PATH}/evidence`;

let backend: TestBackend;
let session: Awaited<ReturnType<typeof testSession>>;
let client: FamilyAuthClient;
let skewMs: number;
const clock: Clock = {
  ...systemClock,
  nowMs: () => performance.now() + skewMs,
  sleep: (_, signal) => systemClock.sleep(0, signal),
};
const sent = (line: string) => backend.received.filter((request) => request.line === line);
const partOf = async (n: number): Promise<SealedPart> => {
  const bytes = Buffer.from(`part ${n}`);
  return { n, bytes, sha256: await digest(bytes) };
};

before(async () => {
  backend = await startTestBackend();
});
after(() => backend.close());
beforeEach(async () => {
  backend.received.length = 0;
  skewMs = 0;
  session = await testSession();
  client = connectClient({ discovery: backend.discovery, session, clock });
});

describe('uploading parts', () => {
  it('puts only what the backend does not hold, each with its digest', async () => {
    const parts = await Promise.all([0, 1, 2].map(partOf));
    backend.on(`GET ${EVIDENCE}`, json({ parts: [{ n: 0, sha256: parts[0]!.sha256, size: 6 }] }));
    for (const n of [1, 2]) backend.on(`PUT ${EVIDENCE}/${n}`, json({}, 201));
    const shares: number[] = [];
    await client.uploadParts(APPLICATION_ID, parts, { onProgress: (share) => shares.push(share) });
    assert.equal(sent(`PUT ${EVIDENCE}/0`).length, 0);
    const [put] = sent(`PUT ${EVIDENCE}/1`);
    assert.equal(put!.body.toString(), 'part 1');
    assert.equal(put!.headers['content-type'], 'application/jose');
    assert.equal(put!.headers['content-length'], '6');
    const sha256 = Buffer.from(parts[1]!.sha256, 'base64url').toString('base64');
    assert.equal(put!.headers['content-digest'], `sha-256=:${sha256}:`);
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
  });

  it('goes on after a cut and says when the connection was away', async () => {
    backend.on(`GET ${EVIDENCE}`, json({ parts: [] }));
    backend.on(`PUT ${EVIDENCE}/0`, drop, drop, json({}, 204));
    const offline: boolean[] = [];
    await client.uploadParts(APPLICATION_ID, [await partOf(0)], { onOffline: (is) => offline.push(is) });
    assert.deepEqual(offline, [true, false]);
    assert.equal(sent(`PUT ${EVIDENCE}/0`).length, 3);
  });

  it('stops with the backend’s reason when a part is refused', async () => {
    backend.on(`GET ${EVIDENCE}`, json({ parts: [] }));
    backend.on(`PUT ${EVIDENCE}/0`, problem('part_conflict'));
    await assert.rejects(client.uploadParts(APPLICATION_ID, [await partOf(0)]), { code: 'part_conflict' });
  });
});

describe('handing in documents', () => {
  it('seals each photo, uploads it and posts a manifest that verifies', async () => {
    const photo = Buffer.from('not really a picture');
    backend.on(`GET ${EVIDENCE}`, json({ parts: [] }));
    backend.on(`PUT ${EVIDENCE}/0`, json({}, 201));
    backend.on(
      `POST ${PATH}/submission`,
      drop,
      json({ ...application, status: 'submitted', version: 2 }, 202),
    );
    const done = await submitDocuments(client, session, {
      application,
      subjectSha256: 's'.repeat(43),
      consents: [],
      photos: [{ role: 'portrait', bytes: photo, cty: 'image/jpeg' }],
    });
    assert.equal(done.application.status, 'submitted');
    const [first, second] = sent(`POST ${PATH}/submission`);
    assert.deepEqual(second!.body, first!.body);
    assert.equal(first!.headers['content-type'], 'application/jose+json');
    assert.equal(await digest(first!.body), done.submissionSha256);
    const manifest = await verifySubmission(JSON.parse(first!.body.toString()), {
      publicKey: session.keyPair.publicKey,
      jkt: session.jkt,
      expected: {
        aud: backend.url,
        htu: `${backend.url}${PATH}/submission`,
        iss: 'portal',
        sub: 'operator-1',
        app: APPLICATION_ID,
      },
      nowMs: Date.now(),
    });
    assert.equal(first!.headers['idempotency-key'], `"${manifest.jti}"`);
    const [put] = sent(`PUT ${EVIDENCE}/0`);
    assert.equal(manifest.parts[0]!.sha256, await digest(put!.body));
    const place = { keys: backend.encryptionKeys, app: APPLICATION_ID, n: 0 };
    assert.deepEqual(Buffer.from((await openPart(put!.body, place)).content), photo);
  });
});

describe('a program on a computer whose clock is wrong', () => {
  it('signs by the time that the backend tells', async () => {
    const anHourBehind: Clock = { ...systemClock, epochMs: () => Date.now() - 3_600_000 };
    const behind = connectClient({ discovery: backend.discovery, session, clock: anHourBehind });
    backend.on(`GET ${EVIDENCE}`, json({ parts: [] }));
    backend.on(`POST ${PATH}/submission`, json({ ...application, status: 'submitted', version: 2 }, 202));
    await submitDocuments(behind, session, {
      application,
      subjectSha256: 's'.repeat(43),
      consents: [],
      photos: [],
    });
    const [post] = sent(`POST ${PATH}/submission`);
    const { payload } = JSON.parse(post!.body.toString());
    const { iat } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    assert.ok(Math.abs(iat * 1000 - Date.now()) < 600_000, `iat ${iat}`);
  });
});

describe('waiting for the decision', () => {
  it('asks again with the ETag, reports each change once and ends at a final status', async () => {
    const at = (status: string, version: number) =>
      json({ ...application, status, version }, 200, { ETag: `"${version}"`, 'Retry-After': '0' });
    const unchanged = (_: unknown, response: { writeHead(status: number): { end(): void } }) =>
      void response.writeHead(304).end();
    backend.on(`GET ${PATH}`, at('submitted', 2), unchanged, at('processing', 3), drop, at('approved', 4));
    const seen: string[] = [];
    const offline: boolean[] = [];
    const final = await client.waitForDecision(APPLICATION_ID, {
      onStatus: ({ status }) => seen.push(status),
      onOffline: (is) => offline.push(is),
    });
    assert.equal(final.status, 'approved');
    assert.deepEqual(seen, ['submitted', 'processing', 'approved']);
    assert.deepEqual(offline, [true, false]);
    assert.deepEqual(
      sent(`GET ${PATH}`).map(({ headers }) => headers['if-none-match']),
      [undefined, '"2"', '"2"', '"3"', '"3"'],
    );
  });

  it('ends when the caller cancels', async () => {
    backend.on(`GET ${PATH}`, json({ ...application, status: 'processing' }));
    const cancel = new AbortController();
    const waiting = client.waitForDecision(APPLICATION_ID, {
      signal: cancel.signal,
      onStatus: () => cancel.abort(),
    });
    await assert.rejects(waiting, { code: 'cancelled' });
  });
});

describe('the deletion receipts', () => {
  const receiptOf = (more: Partial<DeletionReceipt> = {}): DeletionReceipt => ({
    iss: backend.url,
    aud: 'portal',
    sub: APPLICATION_ID,
    iat: Math.floor(Date.now() / 1000),
    jti: 'receipt-0001',
    cause: 'consent_withdrawn',
    deleted_at: '2026-11-23T10:00:00Z',
    deleted: [{ kind: 'face_frames', count: 13 }],
    ...more,
  });
  const offer = async (receipt: DeletionReceipt) =>
    backend.on(
      `GET ${PATH}/deletion-receipts`,
      json({ receipts: [await backend.sign('deletion_receipt', receipt)] }),
    );

  it('are verified, also when they are old', async () => {
    await offer(receiptOf({ iat: 1_700_000_000 }));
    const [receipt] = await client.deletionReceipts(APPLICATION_ID);
    assert.deepEqual(receipt?.deleted, [{ kind: 'face_frames', count: 13 }]);
  });

  it('are not believed about another application, for another client or of another kind', async () => {
    for (const more of [{ sub: 'application-0002' }, { aud: 'other' }, { iss: 'https://other.example' }]) {
      await offer(receiptOf(more));
      await assert.rejects(client.deletionReceipts(APPLICATION_ID), {
        code: 'deletion_receipt_not_authentic',
      });
    }
    const result = await backend.sign('result', resultOf(backend.url));
    backend.on(`GET ${PATH}/deletion-receipts`, json({ receipts: [result] }));
    await assert.rejects(client.deletionReceipts(APPLICATION_ID), { code: 'deletion_receipt_not_authentic' });
  });
});

describe('the withdrawal of consents', () => {
  it('is signed for this application and this place', async () => {
    backend.on(`POST ${PATH}/consent-withdrawal`, json({ ...application, status: 'rejected' }));
    assert.equal((await client.withdrawConsent(APPLICATION_ID)).status, 'rejected');
    const { payload } = JSON.parse(backend.received.at(-1)!.body.toString()) as { payload: string };
    const { intent, object, htu } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    assert.deepEqual(
      [intent, object, htu],
      [
        'withdraw_consent',
        APPLICATION_ID,
        `${backend.discovery.api_base}/applications/${APPLICATION_ID}/consent-withdrawal`,
      ],
    );
  });
});

describe('the result', () => {
  const answer = async (more = {}) =>
    backend.on(
      `GET ${PATH}/result`,
      json({ result: await backend.sign('result', resultOf(backend.url, more)) }),
    );

  it('is believed when it is the backend’s, about this application and this submission', async () => {
    await answer();
    const result = await client.result(APPLICATION_ID, { submissionSha256: 'y'.repeat(43) });
    assert.equal(result.status, 'approved');
    await client.result(APPLICATION_ID, {});
  });

  it('is not believed about something else', async () => {
    await answer();
    await assert.rejects(client.result(APPLICATION_ID, { submissionSha256: 'z'.repeat(43) }), {
      code: 'result_not_authentic',
    });
    for (const other of [{ sub: 'application-0002' }, { aud: 'other' }, { iss: 'https://other.example' }]) {
      await answer(other);
      await assert.rejects(client.result(APPLICATION_ID, {}), { code: 'result_not_authentic' });
    }
  });

  it('is verified by a rotated key once the key set was looked up again', async () => {
    await answer();
    await client.result(APPLICATION_ID, {});
    await backend.rotate();
    await answer();
    await assert.rejects(client.result(APPLICATION_ID, {}), { code: 'result_not_authentic' });
    skewMs = 31_000;
    await client.result(APPLICATION_ID, {});
    assert.equal(sent('GET /jwks').length, 2);
  });

  it('is not there before the decision', async () => {
    backend.on(`GET ${PATH}/result`, problem('not_final'));
    await assert.rejects(client.result(APPLICATION_ID, {}), { code: 'not_final' });
  });
});

describe('cards', () => {
  it('are shown only when every one of them verifies', async () => {
    const good = await backend.sign('card', cardOf(backend.url));
    backend.on('GET /v1/family/cards', json({ cards: [good] }));
    assert.equal((await client.cards())[0]!.ref, 'card-0001');
    backend.on('GET /v1/family/cards', json({ cards: [good, good.replace(/.{8}$/, 'AAAAAAAA')] }));
    await assert.rejects(client.cards(), { code: 'card_not_authentic' });
    const result = await backend.sign('result', resultOf(backend.url));
    backend.on('GET /v1/family/cards', json({ cards: [result] }));
    await assert.rejects(client.cards(), { code: 'card_not_authentic' });
  });

  it('are not mixed up', async () => {
    const other = await backend.sign('card', cardOf(backend.url, { ref: 'card-0002' }));
    backend.on('GET /v1/family/cards/card-0001', json({ cards: [other] }));
    await assert.rejects(client.card('card-0001'), { code: 'card_not_authentic' });
  });

  it('are unbound by a signed wish that says which', async () => {
    const path = '/v1/family/cards/card-0001/unbinding';
    backend.on(`POST ${path}`, (_, response) => response.writeHead(204).end());
    await client.unbind('card-0001');
    const intent = await verifyIntent(JSON.parse(sent(`POST ${path}`)[0]!.body.toString()), {
      publicKey: session.keyPair.publicKey,
      jkt: session.jkt,
      expected: {
        aud: backend.url,
        htu: `${backend.url}${path}`,
        iss: 'portal',
        sub: 'operator-1',
        intent: 'unbind_card',
        object: 'card-0001',
      },
      nowMs: Date.now(),
    });
    assert.equal(sent(`POST ${path}`)[0]!.headers['idempotency-key'], `"${intent.jti}"`);
  });
});
