import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
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
import { type LoggedIn, logIn } from '../support/log-in.ts';
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

  it('that a manifest names in a role that was not asked for is not accepted', async () => {
    const made = await draftOf('document_review');
    const part = await uploadDocument(known, operator, made);
    const manifest = await manifestOf(known, operator, made, [{ ...part, role: 'portrait' }]);
    const { code } = await problemOf(await submit(known, operator, made.application.id, manifest));
    assert.equal(code, 'manifest_mismatch');
  });
});
