import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@family-auth/library/base/clock.ts';
import { takePhoto } from '../../../examples/take-photo.ts';
import { lintOpenapi } from '../../../scripts/protocol/lint.mjs';
import { type JudgeAppOptions, judgeApp } from '../../src/judge-service/judge-app.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { citizenOf, inputOf, portsWith, type Session, sessionOf } from '../judgement/judged-session.ts';
import { rememberingReader } from '../judgement/remembering-reader.ts';
import { requestOf } from './request-of.ts';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';
type Json = Record<string, unknown>;

describe('the judge over HTTP', () => {
  let pictures: PictureReader;
  let address: string;
  let close: () => Promise<unknown>;
  const lines: string[] = [];

  async function start(options: Partial<JudgeAppOptions> = {}) {
    const app = judgeApp({
      pictures,
      address: 'http://127.0.0.1:8095',
      log: (line) => lines.push(line),
      ...options,
    });
    return { address: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  }
  before(async () => {
    pictures = rememberingReader(await lookAtPictures());
    ({ address, close } = await start());
  });
  after(async () => {
    await close();
    await pictures.close();
  });

  const ask = async (body: unknown, headers: Record<string, string> = {}, at = address) => {
    const response = await fetch(`${at}/v1/judgements`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };
  const own = (session: Session) =>
    judgeApplication(inputOf(session), { ...portsWith(pictures), clock: systemClock });

  for (const [what, session] of [
    ['an honest session', () => sessionOf('anna')],
    ["somebody else's face", () => sessionOf('dev', 'anna')],
    ['a face that a person must decide on', () => sessionOf('finn', 'anna')],
    ['a session in which a step was swapped', () => sessionOf('finn-swap')],
  ] as const) {
    it(`says of ${what} what the sandbox itself says, check by check`, async () => {
      const judged = session();
      const expected = await own(judged);
      const { status, body } = await ask(await requestOf(judged));
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(
        [body.verdict, body.reason, body.refused_by, body.face_distance],
        [expected.verdict, expected.reason, expected.refusedBy, expected.faceDistance],
      );
      const checks = (body.checks as Json[]).map(({ name, passed, detail }) => ({
        name,
        passed,
        ...(detail ? { detail } : {}),
      }));
      assert.deepEqual(checks, JSON.parse(JSON.stringify(expected.checks)));
    });
  }

  it('leaves photos of documents to a person, and needs no challenge for them', async () => {
    const session = await requestOf(sessionOf('anna'));
    const { challenge: _, ...request } = session;
    const content = Buffer.from(await takePhoto('id-document')).toString('base64url');
    const { challenge: __, ...submission } = session.submission;
    const [part] = submission.parts;
    const { status, body } = await ask({
      ...request,
      application: { ...request.application, method: 'document_review' },
      submission: { ...submission, method: 'document_review', parts: [{ ...part, role: 'id_document' }] },
      parts: [{ n: 0, role: 'id_document', content }],
    });
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.verdict, body.refused_by], ['manual_review', 'person_looks']);
    assert.deepEqual((body.review as Json).pictures, [0]);
  });

  it('says in words what a reviewer should look at', async () => {
    const { review } = (await ask(await requestOf(sessionOf('finn', 'anna')))).body as {
      review: { findings: Json[]; pictures: number[] };
    };
    assert.deepEqual(
      review.findings.map(({ check }) => check),
      ['face_match'],
    );
    assert.ok(review.findings.every((finding) => finding['zh-CN'] !== '' && finding.en !== ''));
    assert.equal(review.pictures.length, sessionOf('finn').submission.challenge!.key_frames.length);
  });

  it('refuses evidence that was altered, and pictures that it is told were seen before', async () => {
    const altered = sessionOf('anna');
    const trace = altered.parts.get(0)!.bytes.slice();
    trace[trace.length - 1]! ^= 1;
    altered.parts.set(0, { role: 'trace', bytes: trace });
    assert.equal((await ask(await requestOf(altered))).body.reason, 'evidence_inconsistent');

    const request = await requestOf(sessionOf('anna'));
    const { remember } = (await ask(request)).body as { remember: { digest: string; hash: string }[] };
    const earlier = {
      pictures: remember.map(({ digest, hash }) => ({ application: 'application-0001', digest, hash })),
      faces_of_subject: [],
    };
    assert.equal((await ask({ ...request, earlier })).body.refused_by, 'frames_new');
  });

  it('knows nobody whom the caller does not know, and no face where no photo is registered', async () => {
    const request = await requestOf(sessionOf('anna'));
    assert.equal((await ask({ ...request, registered: null })).body.reason, 'identity_mismatch');
    const { photo: _, ...registered } = request.registered!;
    const unseen = (await ask({ ...request, registered })).body;
    assert.deepEqual([unseen.verdict, unseen.refused_by], ['manual_review', 'registry_photo']);
  });

  it('refuses what is no request, and names the members at fault and nothing of their content', async () => {
    const request = await requestOf(sessionOf('anna'));
    const pointersOf = async (body: unknown) => {
      const answer = await ask(body);
      assert.deepEqual([answer.status, answer.body.code], [400, 'malformed']);
      assert.ok(!JSON.stringify(answer.body).includes(citizenOf('anna').number));
      return (answer.body.errors as Json[] | undefined)?.map(({ pointer }) => pointer);
    };
    assert.deepEqual(await pointersOf({ ...request, challenge: undefined }), ['/challenge']);
    assert.deepEqual(await pointersOf({ ...request, parts: [{ n: 0, role: 'trace', content: '+/==' }] }), [
      '/parts/0/content',
    ]);
    assert.deepEqual(await pointersOf({ ...request, subject: { ...request.subject, name: '' } }), [
      '/subject/name',
    ]);
    const large = [{ n: 0, role: 'trace', content: 'A'.repeat(1_400_000) }];
    assert.deepEqual(await pointersOf({ ...request, parts: large }), ['/parts/0/content']);
    assert.equal(await pointersOf('{'), undefined);
    assert.equal(await pointersOf('['.repeat(2_000_000)), undefined);
    assert.equal(await pointersOf('{"__proto__":{}}'), undefined);
    assert.equal((await ask(`"${'x'.repeat(21 * 1024 * 1024)}"`)).status, 413);
    assert.equal((await ask('a', { 'Content-Type': 'application/xml' })).status, 415);
  });

  it('answers no page of a browser, and nobody without the secret where there is one', async () => {
    const request = await requestOf(sessionOf('anna'));
    assert.equal((await ask(request, { Origin: 'https://portal.example' })).status, 403);
    const guarded = await start({ secret: SECRET });
    try {
      const bearing = (secret: string) =>
        ask(request, { Authorization: `Bearer ${secret}` }, guarded.address);
      const without = await ask(request, {}, guarded.address);
      assert.deepEqual([without.status, without.headers.get('www-authenticate')], [401, 'Bearer']);
      assert.equal((await bearing(`${SECRET}x`)).status, 401);
      assert.equal((await bearing(SECRET)).status, 200);
    } finally {
      await guarded.close();
    }
  });

  it('says when to come again where there was no time, and logs nothing of a person when it fails', async () => {
    const request = await requestOf(sessionOf('anna'));
    const stuck: PictureReader = { read: () => new Promise(() => {}), close: async () => {} };
    const slow = await start({ pictures: stuck, deadlineMs: 1 });
    const broken = await start({
      pictures: { read: () => Promise.reject(new Error(citizenOf('anna').number)) },
    });
    try {
      const late = await ask(request, {}, slow.address);
      assert.deepEqual(
        [late.status, late.body.code, late.headers.get('retry-after')],
        [503, 'unavailable', '2'],
      );
      const failed = await ask(request, {}, broken.address);
      assert.deepEqual([failed.status, failed.body.code], [500, 'internal']);
      assert.ok(lines.length > 0);
      assert.ok(
        ![...lines, JSON.stringify(failed.body)].some((line) => line.includes(citizenOf('anna').number)),
      );
    } finally {
      await slow.close();
      await broken.close();
    }
  });

  it('describes itself in OpenAPI, without a fault by Redocly', async () => {
    const source = await (await fetch(`${address}/openapi.json`)).text();
    const document = JSON.parse(source);
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(Object.keys(document.paths), ['/v1/judgements']);
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const faults = await lintOpenapi(root, source);
    // It stands on the caller's own computer.
    assert.deepEqual(
      faults.filter((fault) => !/^(no-server-example|security-defined)/.test(fault)),
      [],
    );
  });

  it('takes a register that the caller has: what it holds decides', async () => {
    const citizen = citizenOf('anna');
    assert.ok(await syntheticRegistry().photo(citizen));
    const request = await requestOf(sessionOf('anna'));
    const lost = { ...request, registered: { ...request.registered!, card_status: 'lost' } };
    assert.equal((await ask(lost)).body.reason, 'card_not_available');
    const untold = { ...request, registered: { ...request.registered!, reachable: false } };
    assert.equal((await ask(untold)).body.reason, 'subject_unreachable');
  });
});
