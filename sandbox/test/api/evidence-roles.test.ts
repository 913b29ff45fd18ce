import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import { decodeJwt } from 'jose';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { swept } from '../support/evidence-files.ts';
import {
  ANNA,
  documentPart,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  problemOf,
  putPart,
  type SentPhoto,
  submit,
  uploadDocument,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('evidence', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  before(async () => {
    const judge = judgeSaying({ verdict: 'manual_review' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const draftOf = (method: Method) =>
    draft(known, operator, { subject: ANNA, relationship: 'sibling', method });
  const refusal = async (method: Method, photo: SentPhoto) => {
    const made = await draftOf(method);
    const { sealed } = await documentPart(known, made, 0, photo);
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    return problemOf(await putPart(known, operator, made.application.id, 0, sealed.bytes, headers));
  };

  it('in a role that the method does not ask for is not taken, and none where no photo is looked at', async () => {
    const errors = [{ pointer: '/role', code: 'role_not_asked_for' }];
    for (const [method, role] of [
      ['document_review', 'portrait'],
      ['face_liveness', 'id_document'],
      ['subject_login', 'id_document'],
      ['in_person', 'social_security_card'],
    ] as const) {
      assert.deepEqual(await refusal(method, { role }), { status: 400, code: 'malformed', errors });
    }
  });

  it('that says it is of another type than its role has is not taken', async () => {
    const errors = [{ pointer: '/cty', code: 'type_not_accepted' }];
    const svg = { cty: 'image/svg+xml' };
    assert.deepEqual(await refusal('document_review', svg), { status: 400, code: 'malformed', errors });
  });

  it('that is compressed, or spelt in another way than its one, is not taken', async () => {
    const made = await draftOf('document_review');
    const { sealed } = await documentPart(known, made);
    const [header, ...rest] = Buffer.from(sealed.bytes).toString('latin1').split('.') as [
      string,
      ...string[],
    ];
    const zipped = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), zip: 'DEF' };
    const put = async (first: string) => {
      const bytes = Buffer.from([first, ...rest].join('.'));
      const headers = { 'content-digest': contentDigest(await digest(bytes)) };
      return (await problemOf(await putPart(known, operator, made.application.id, 0, bytes, headers))).code;
    };
    assert.equal(await put(Buffer.from(JSON.stringify(zipped)).toString('base64url')), 'alg_not_allowed');
    assert.equal(await put(`${header}=`), 'invalid_jwe');
  });

  it('of a draft that another took the place of is deleted, and a receipt says so', async () => {
    const made = await draftOf('document_review');
    await uploadDocument(known, operator, made);
    await draftOf('document_review');
    const { api_base } = known.discovery;
    const url = `${api_base}/applications/${made.application.id}/deletion-receipts`;
    await swept(sandbox, made.application.id);
    const { receipts } = (await (await call(operator, 'GET', url)).json()) as { receipts: string[] };
    const found = receipts.map((receipt) => decodeJwt(receipt));
    assert.deepEqual(
      found.map(({ cause, deleted }) => ({ cause, deleted })),
      [{ cause: 'draft_ended', deleted: [{ kind: 'photos', count: 1 }] }],
    );
  });

  it('that a manifest names in a role that was not asked for is not accepted', async () => {
    const made = await draftOf('document_review');
    const part = await uploadDocument(known, operator, made);
    const manifest = await manifestOf(known, operator, made, [{ ...part, role: 'portrait' }]);
    const { code } = await problemOf(await submit(known, operator, made.application.id, manifest));
    assert.equal(code, 'manifest_mismatch');
  });
});
