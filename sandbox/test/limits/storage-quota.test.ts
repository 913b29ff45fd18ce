import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import type { StorageLimits } from '../../src/limits/storage-quota.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  type Draft,
  documentPart,
  draft,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  putPart,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

// No day ends while its bytes are counted.
before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
after(() => mock.timers.reset());

/** Of a part as it is uploaded here. */
const PART_BYTES = 40 * 1024;

function sandboxWith(storage: Partial<StorageLimits>) {
  const here = {} as { sandbox: Sandbox; known: Known; operator: LoggedIn; other: LoggedIn };
  before(async () => {
    const judge = judgeSaying({ verdict: 'manual_review' });
    here.sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, storage });
    here.known = await know(here.sandbox.backendUrl);
    here.operator = await logIn(`${here.sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    here.other = await logIn(`${here.sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
  });
  after(() => here.sandbox.close());
  const draftBy = (session: LoggedIn, subject = ANNA) =>
    draft(here.known, session, { subject, relationship: 'sibling' });
  const upload = async (session: LoggedIn, made: Draft, n: number) => {
    const bytes = new Uint8Array((PART_BYTES * 3) / 4 - 1024);
    const { sealed } = await documentPart(here.known, made, n, { bytes });
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    const response = await putPart(here.known, session, made.application.id, n, sealed.bytes, headers);
    if (response.status === 201) return 'kept';
    const { code } = (await response.json()) as { code: string };
    assert.ok(Number(response.headers.get('retry-after')) > 0, 'it says when to come back');
    return code;
  };
  return { here, draftBy, upload };
}

describe('evidence of one operator', () => {
  const { here, draftBy, upload } = sandboxWith({ operatorBytes: 3 * PART_BYTES });

  it('is kept up to the quota, however many parts come at once, and not at the cost of others', async () => {
    const { operator, other } = here;
    const made = await draftBy(operator);
    const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => upload(operator, made, n)));
    assert.deepEqual(answers.sort(), [...Array(3).fill('kept'), ...Array(3).fill('upload_quota_exceeded')]);
    assert.equal(await upload(operator, await draftBy(operator, PENSIONER), 0), 'upload_quota_exceeded');
    assert.equal(await upload(other, await draftBy(other), 0), 'kept');
  });

  it('leaves its room to the draft that takes the place of an earlier one', async () => {
    const { operator } = here;
    const anew = await draftBy(operator);
    for (const n of [0, 1, 2]) assert.equal(await upload(operator, anew, n), 'kept');
    assert.equal(await upload(operator, anew, 3), 'upload_quota_exceeded');
  });
});

describe('what one operator sends on one day', () => {
  const { here, draftBy, upload } = sandboxWith({ operatorBytesPerDay: 6 * PART_BYTES });

  it('is counted though drafts take each other’s place', async () => {
    const { operator, other } = here;
    const answers: string[] = [];
    for (let draftNumber = 0; draftNumber < 3; draftNumber++) {
      const made = await draftBy(operator);
      for (const n of [0, 1]) answers.push(await upload(operator, made, n));
    }
    assert.equal(answers.at(0), 'kept');
    assert.equal(answers.at(-1), 'upload_quota_exceeded');
    assert.equal(await upload(other, await draftBy(other), 0), 'kept');
  });

  it('counts drafts, too', async () => {
    const { other } = here;
    const refused = async () => {
      for (;;) await draftBy(other);
    };
    await assert.rejects(refused, /429 .*upload_quota_exceeded/);
  });
});

describe('the evidence of all', () => {
  const { here, draftBy, upload } = sandboxWith({ totalBytes: 3 * PART_BYTES });

  it('is kept up to the whole store’s limit; what is deleted makes room', async () => {
    const { operator, other } = here;
    const made = await draftBy(operator);
    for (const n of [0, 1, 2]) assert.equal(await upload(operator, made, n), 'kept');
    const others = await draftBy(other);
    assert.equal(await upload(other, others, 0), 'unavailable');
    await draftBy(operator);
    assert.equal(await upload(other, others, 0), 'kept');
  });
});
