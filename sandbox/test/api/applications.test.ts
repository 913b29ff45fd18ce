import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ApplicationSchema } from '@family-auth/library/protocol/application.ts';
import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import { exportJWK, generateKeyPair } from 'jose';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  applicationBody,
  apply,
  CHILD,
  consentsFor,
  documentPart,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  postApplication,
  problemOf,
  putPart,
  residentOf,
  statusOf,
  submit,
  uploadDocument,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('an application', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let other: LoggedIn;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'manual_review' }),
    });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    other = await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const anna = { subject: ANNA, relationship: 'child' };

  describe('is created', () => {
    it('as a draft with a place, a lifetime and what is still asked for', async () => {
      const response = await apply(known, operator, anna);
      assert.equal(response.status, 201);
      const application = ApplicationSchema.parse(await response.json());
      assert.equal(
        response.headers.get('location'),
        `${known.discovery.api_base}/applications/${application.id}`,
      );
      assert.deepEqual([application.status, application.version], ['draft', 1]);
      assert.equal(application.subject_name, '安*然');
      assert.ok(application.expires_at);
      assert.ok(application.requirements?.some(({ role }) => role === 'id_document'));
    });

    it('once for the same key and body, also when asked many times at once', async () => {
      const body = await applicationBody(known, operator, anna);
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => postApplication(known, operator, body, key)),
      );
      const made = await Promise.all(
        answers.filter(({ status }) => status === 201).map((each) => each.json()),
      );
      assert.ok(made.length >= 1);
      assert.equal(new Set(made.map((each) => (each as { id: string }).id)).size, 1);
      for (const each of answers) assert.ok(each.status === 201 || each.status === 409);
      const first = answers.find(({ status }) => status === 201)!;
      const last = await postApplication(known, operator, body, key);
      for (const name of ['location', 'etag'])
        assert.equal(last.headers.get(name), first.headers.get(name), name);
      const again = (await last.json()) as { id: string };
      assert.equal(again.id, (made[0] as { id: string }).id);
      const otherBody = await applicationBody(known, operator, anna);
      const conflict = await problemOf(await postApplication(known, operator, otherBody, key));
      assert.deepEqual([conflict.status, conflict.code], [422, 'idempotency_conflict']);
    });

    it('under a key that another request was refused under, for that one left nothing', async () => {
      const key = randomUUID();
      const without = await applicationBody(known, operator, { ...anna, consents: [] });
      const refused = await postApplication(known, operator, without, key);
      assert.equal((await problemOf(refused)).code, 'consent_missing');
      const body = await applicationBody(known, operator, anna);
      assert.equal((await postApplication(known, operator, body, key)).status, 201);
    });

    it('only from a subject sealed to a known key of this backend, under this key', async () => {
      const { publicKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
      const stranger = { ...(await exportJWK(publicKey)), kid: 'unknown-key', use: 'enc', alg: 'ECDH-ES' };
      const knownKid = { ...stranger, kid: known.recipient.kid! };
      for (const binding of [
        { recipient: stranger },
        { recipient: knownKid },
        { recipient: { ...known.recipient, kid: 'unknown-key' } },
        { aud: 'http://127.0.0.1:1' },
        { jkt: other.jkt },
      ]) {
        const { status, code } = await problemOf(await apply(known, operator, { ...anna, binding }));
        assert.deepEqual([status, code], [400, 'invalid_jwe']);
      }
    });

    it('never by a method that is not known, and says so by a pointer', async () => {
      const body = JSON.parse(await applicationBody(known, operator, anna));
      const strange = JSON.stringify({ ...body, method: 'by_telephone' });
      const { status, code, errors } = await problemOf(await postApplication(known, operator, strange));
      assert.deepEqual([status, code], [400, 'malformed']);
      assert.equal((errors as { pointer: string }[])[0]?.pointer, '/method');
    });

    it('never for a number that cannot be, and the number is not repeated', async () => {
      const number = '118801198803128025';
      const response = await apply(known, operator, { ...anna, subject: residentOf('安晓然', number) });
      const text = await response.clone().text();
      assert.deepEqual(await problemOf(response), {
        status: 422,
        code: 'invalid_subject',
        errors: [{ pointer: '/subject/id/number', code: 'number_check_digit' }],
      });
      assert.ok(!text.includes(number));
    });

    it('never for particulars of another shape, and says where, in the words of the form', async () => {
      for (const [subject, pointer, code] of [
        [{ ...ANNA, id: { ...ANNA.id, number: '' } }, '/subject/id/number', 'number_length'],
        [{ ...ANNA, id: { ...ANNA.id, number: '1'.repeat(30) } }, '/subject/id/number', 'number_length'],
        [{ ...ANNA, id: { ...ANNA.id, number: 118 } }, '/subject/id/number', 'number_length'],
        [{ ...ANNA, id: { ...ANNA.id, type: 'library_card' } }, '/subject/id/type', 'id_type_missing'],
        [{ ...ANNA, id: { ...ANNA.id, country: 'cn' } }, '/subject/id/country', 'country_invalid'],
        [{ ...ANNA, birthdate: 'spring' }, '/subject/birthdate', 'birthdate_invalid'],
        [{ ...ANNA, name: '' }, '/subject/name', 'name_missing'],
        [{ ...ANNA, name: '李'.repeat(151) }, '/subject/name', 'name_too_long'],
      ] as const) {
        const response = await apply(known, operator, { ...anna, subject: subject as typeof ANNA });
        const problem = await problemOf(response);
        assert.deepEqual(problem, { status: 422, code: 'invalid_subject', errors: [{ pointer, code }] });
      }
    });

    it('only for a number written the one way in which it is looked up later', async () => {
      for (const number of ['11880119880312 8024', '118801198803128024\u200b', '１18801198803128024']) {
        const subject = residentOf('安晓然', number);
        const { errors } = await problemOf(await apply(known, operator, { ...anna, subject }));
        assert.deepEqual(errors, [{ pointer: '/subject/id/number', code: 'number_characters' }]);
      }
    });

    it('never for oneself', async () => {
      const subject = residentOf(OPERATOR.name, OPERATOR.idNumber);
      const { errors } = await problemOf(await apply(known, operator, { subject, relationship: 'sibling' }));
      assert.equal(errors?.[0]?.code, 'own_number');
    });

    it('only with a relationship that exists and that the ages allow', async () => {
      const unknown = await problemOf(await apply(known, operator, { ...anna, relationship: 'cousin' }));
      assert.equal(unknown.code, 'relationship_not_allowed');
      const older = await problemOf(await apply(known, operator, { ...anna, relationship: 'parent' }));
      assert.deepEqual(older.errors, [{ pointer: '/relationship', code: 'relationship_implausible' }]);
    });

    it('only with every consent, each to a text that is in force', async () => {
      const all = consentsFor(known, 'document_review');
      const some = await problemOf(await apply(known, operator, { ...anna, consents: all.slice(1) }));
      assert.deepEqual([some.status, some.code], [422, 'consent_missing']);
      const stale = all.map((consent) => ({ ...consent, sha256: 'A'.repeat(43) }));
      assert.equal(
        (await problemOf(await apply(known, operator, { ...anna, consents: stale }))).code,
        'consent_missing',
      );
      const face = { ...anna, method: 'face_liveness' as const, consents: all };
      assert.equal((await problemOf(await apply(known, operator, face))).code, 'consent_missing');
    });

    it('for a child with a guardian who can be one, by photo and not by movements', async () => {
      const child = { subject: CHILD, relationship: 'grandchild', method: 'portrait_photo' as const };
      assert.equal((await problemOf(await apply(known, operator, child))).code, 'guardian_required');
      const consents = consentsFor(known, 'portrait_photo', ['operator', 'subject', 'guardian']);
      assert.equal((await apply(known, operator, { ...child, consents })).status, 201);
      const moves = await problemOf(
        await apply(known, operator, { ...child, method: 'face_liveness', consents }),
      );
      assert.equal(moves.code, 'method_not_allowed_for_age');
      const notGuardian = await problemOf(
        await apply(known, operator, { ...child, relationship: 'other', consents }),
      );
      assert.equal(notGuardian.code, 'relationship_not_allowed');
      const grownUp = await problemOf(await apply(known, operator, { ...anna, method: 'portrait_photo' }));
      assert.equal(grownUp.code, 'method_not_allowed_for_age');
    });

    it('whether or not such a person exists', async () => {
      const unknown = residentOf('吴无名', '448801197912248254');
      const statuses = [ANNA, unknown].map(
        async (subject) => (await apply(known, operator, { subject, relationship: 'child' })).status,
      );
      assert.deepEqual(await Promise.all(statuses), [201, 201]);
    });

    it('within the quota of its relationship, a new draft taking the place of the old', async () => {
      const parent = { subject: PENSIONER, relationship: 'parent' };
      const first = await draft(known, other, parent);
      const second = await draft(known, other, parent);
      assert.equal((await statusOf(known, other, first.application.id)).status, 'withdrawn');
      assert.equal((await statusOf(known, other, second.application.id)).status, 'draft');
      const wife = { subject: residentOf('莱拉·样例', '318801197807218169'), relationship: 'spouse' };
      assert.equal((await apply(known, other, wife)).status, 201);
      const another = await problemOf(await apply(known, other, { ...anna, relationship: 'spouse' }));
      assert.deepEqual([another.status, another.code], [422, 'quota_exceeded']);
    });

    it('with a rare name that comes back unchanged but for its mask', async () => {
      // U+F900, which NFC would make U+8C48.
      const subject = residentOf('𠮷·㐀\uF900', '448801199004088127');
      const { application } = await draft(known, operator, { subject, relationship: 'child' });
      assert.equal(application.subject_name, '𠮷**\uF900');
    });
  });

  it('of somebody else is as unknown as one that never was', async () => {
    const { application } = await draft(known, operator, anna);
    const base = `${known.discovery.api_base}/applications`;
    for (const id of [application.id, 'AAAAAAAAAAAAAAAAAAAAAA']) {
      for (const path of ['', '/evidence', '/result']) {
        assert.deepEqual(await problemOf(await call(other, 'GET', `${base}/${id}${path}`)), {
          status: 404,
          code: 'not_found',
          errors: undefined,
        });
      }
    }
    // And so it is by another client, to the very same person.
    const atThePortal = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, {
      clientId: 'demo-portal',
      redirectUri: `${sandbox.portalUrl}/family-auth/callback.html`,
    });
    const { status, code } = await problemOf(await call(atThePortal, 'GET', `${base}/${application.id}`));
    assert.deepEqual([status, code], [404, 'not_found']);
  });

  it('of another key of the same person is not gone on with', async () => {
    const made = await draft(known, operator, anna);
    const { sealed } = await documentPart(known, made);
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    const elsewhere = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    const answer = await putPart(known, elsewhere, made.application.id, 0, sealed.bytes, headers);
    assert.deepEqual(await problemOf(answer), { status: 403, code: 'key_mismatch', errors: undefined });
  });

  it('answers 304 while nothing has changed', async () => {
    const { application } = await draft(known, operator, anna);
    const url = `${known.discovery.api_base}/applications/${application.id}`;
    const etag = (await call(operator, 'GET', url)).headers.get('etag')!;
    for (const named of [etag, `W/${etag}`, `"other", W/${etag} ,"more"`, '*', ' * ']) {
      const response = await call(operator, 'GET', url, { headers: { 'if-none-match': named } });
      assert.deepEqual([response.status, await response.text()], [304, ''], named);
      assert.equal(response.headers.get('cache-control'), 'no-store', named);
    }
    for (const named of ['"other"', etag.replaceAll('"', ''), `"other", ${etag}0`, '']) {
      const response = await call(operator, 'GET', url, { headers: { 'if-none-match': named } });
      assert.equal(response.status, 200, named);
    }
  });

  describe('takes evidence', () => {
    it('once a place: 201, then 204 for the same bytes, 409 for others', async () => {
      const made = await draft(known, operator, anna);
      const [one, two] = [await documentPart(known, made), await documentPart(known, made)];
      const put = ({ sealed }: typeof one, sha256 = sealed.sha256) =>
        putPart(known, operator, made.application.id, 0, sealed.bytes, {
          'content-digest': contentDigest(sha256),
        });
      const bare = await putPart(known, operator, made.application.id, 0, one.sealed.bytes, {});
      assert.equal((await problemOf(bare)).code, 'digest_mismatch');
      assert.equal((await put(one)).status, 201);
      assert.equal((await put(one)).status, 204);
      assert.deepEqual((await problemOf(await put(two))).code, 'part_conflict');
      assert.equal((await problemOf(await put(one, two.sealed.sha256))).code, 'digest_mismatch');
      const url = `${known.discovery.api_base}/applications/${made.application.id}/evidence`;
      const { sha256, n, size } = one.part;
      const parts = [{ n, sha256, size }];
      assert.deepEqual(await (await call(operator, 'GET', url)).json(), { parts });
      const second = await uploadDocument(known, operator, made, 1);
      parts.push({ n: 1, sha256: second.sha256, size: second.size });
      assert.deepEqual(await (await call(operator, 'GET', url)).json(), { parts });
    });

    it('only of this place and this application, and only from whom it belongs to', async () => {
      const made = await draft(known, operator, anna);
      const { sealed } = await documentPart(known, made);
      const headers = { 'content-digest': contentDigest(sealed.sha256) };
      const id = made.application.id;
      assert.equal(
        (await problemOf(await putPart(known, operator, id, 1, sealed.bytes, headers))).code,
        'invalid_jwe',
      );
      assert.equal(
        (await problemOf(await putPart(known, other, id, 0, sealed.bytes, headers))).code,
        'not_found',
      );
      const plain = Buffer.from('hello');
      const plainHeaders = { 'content-digest': contentDigest(await digest(plain)) };
      assert.equal(
        (await problemOf(await putPart(known, operator, id, 0, plain, plainHeaders))).code,
        'invalid_jwe',
      );
      const wrongType = { ...headers, 'content-type': 'image/jpeg' };
      const response = await putPart(known, operator, id, 0, sealed.bytes, wrongType);
      assert.equal((await problemOf(response)).status, 415);
    });

    it('only up to the announced sizes', async () => {
      const { application } = await draft(known, operator, anna);
      const large = new Uint8Array(randomBytes(known.discovery.limits.part_max_bytes + 1));
      const digestOf = { 'content-digest': contentDigest(await digest(large)) };
      const tooLarge = await problemOf(await putPart(known, operator, application.id, 0, large, digestOf));
      assert.deepEqual([tooLarge.status, tooLarge.code], [413, 'part_too_large']);
      const beyond = known.discovery.limits.parts_max;
      const small = Buffer.from('x');
      const tooMany = await problemOf(
        await putPart(known, operator, application.id, beyond, small, {
          'content-digest': contentDigest(await digest(small)),
        }),
      );
      assert.equal(tooMany.code, 'evidence_too_large');
    });
  });

  it('is not accepted with more than one photo of a kind', async () => {
    const made = await draft(known, operator, anna);
    const parts = [
      await uploadDocument(known, operator, made),
      await uploadDocument(known, operator, made, 1),
    ];
    const manifest = await manifestOf(known, operator, made, parts);
    const { code, errors } = await problemOf(await submit(known, operator, made.application.id, manifest));
    assert.equal(code, 'manifest_mismatch');
    assert.deepEqual(errors, [{ pointer: '/parts', code: 'id_document_repeated' }]);
  });

  it('is not accepted without the evidence its method asks for, or with other parts than were sent', async () => {
    const made = await draft(known, operator, anna);
    const empty = await submit(
      known,
      operator,
      made.application.id,
      await manifestOf(known, operator, made, []),
    );
    assert.equal((await problemOf(empty)).code, 'evidence_incomplete');
    const { part } = await documentPart(known, made);
    const invented = await submit(
      known,
      operator,
      made.application.id,
      await manifestOf(known, operator, made, [part]),
    );
    assert.equal((await problemOf(invented)).code, 'manifest_mismatch');
  });
});
