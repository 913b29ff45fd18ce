import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Application } from '@family-auth/library/protocol/application.ts';
import type { Card } from '@family-auth/library/protocol/card.ts';
import type { DeletionReceipt } from '@family-auth/library/protocol/deletion-receipt.ts';
import type { OperatorProfile } from '@family-auth/library/protocol/me.ts';
import { type KeyLookup, lookupIn } from '@family-auth/library/seal/keys.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import type { Judge, Judgement } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { filesLeft, filesOf, swept } from '../support/evidence-files.ts';
import {
  ANNA,
  consentsFor,
  draft,
  handIn,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  postIntent,
  problemOf,
  residentOf,
  statusOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { carryOut, challengeClaims, recordingOf, uploadRecording } from '../support/live-face.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const DIGEST = 'fingerprint-of-a-picture'.padEnd(43, 'A');
const HASH = 'abcdef0123456789'.repeat(4);
const HUA = residentOf('华静怡', '448801199004088127');
const CORA = residentOf('柯若兰', '448801199506188064');
const DEV = residentOf('戴文博', '118801198209258096');
const FINN = residentOf('范以恒', '318801199201308118');

describe('the consents of an application can be withdrawn', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let keys: KeyLookup;
  let verdict: () => Promise<Judgement>;
  const judge: Judge = { judge: () => verdict(), close: async () => {} };
  /** Every judgement leaves fingerprints and what it measured. */
  const saying = (judgement: Partial<Judgement> & Pick<Judgement, 'verdict'>) => {
    verdict = async () => ({
      checks: [{ name: 'face_match', passed: true, detail: { distance: 0.123454321 } }],
      remember: [{ n: 0, digest: DIGEST, hash: HASH }],
      ...judgement,
    });
  };
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    sandbox = await startSandbox({ portalPort: 0, dataDir, judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    keys = lookupIn((await (await fetch(known.discovery.jwks_uri)).json()) as { keys: [] }, 'sig');
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  const get = (path: string, session = operator) =>
    call(session, 'GET', `${known.discovery.api_base}${path}`);
  const withdrawal = (id: string, session = operator) =>
    postIntent(known, session, `/applications/${id}/consent-withdrawal`, {
      intent: 'withdraw_consent',
      object: id,
    });
  const withdraw = async (id: string): Promise<Application> => {
    const response = await withdrawal(id);
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Application;
  };
  const expected = () => ({
    keys,
    issuer: known.discovery.issuer,
    audience: operator.client.client_id,
    nowMs: Date.now(),
  });
  const receiptsOf = async (id: string): Promise<DeletionReceipt[]> => {
    await swept(sandbox, id);
    return receiptsNow(id);
  };
  const receiptsNow = async (id: string): Promise<DeletionReceipt[]> => {
    const { receipts } = (await (await get(`/applications/${id}/deletion-receipts`)).json()) as {
      receipts: string[];
    };
    return Promise.all(receipts.map((jwt) => verifyStatement('deletion_receipt', jwt, expected())));
  };
  const deletedOf = (receipt: DeletionReceipt | undefined) =>
    Object.fromEntries((receipt?.deleted ?? []).map(({ kind, count }) => [kind, count]));
  const listed = async () =>
    ((await (await get('/me')).json()) as OperatorProfile).applications.map(({ id }) => id);

  it('of a draft, which ends with everything that was uploaded', async () => {
    const made = await draft(known, operator, { subject: ANNA, relationship: 'child' });
    await uploadDocument(known, operator, made);
    const { id } = made.application;
    const { status, subject_name, consents_withdrawn_at } = await withdraw(id);
    assert.deepEqual([status, subject_name], ['withdrawn', '*']);
    assert.ok(consents_withdrawn_at);
    assert.deepEqual(await filesLeft(dataDir, id), []);
    const late = await manifestOf(known, operator, made, []);
    assert.equal((await problemOf(await submit(known, operator, id, late))).code, 'state_conflict');
  });

  it('while it is judged: the judgement then changes nothing and leaves nothing', async () => {
    let decide = (_: Judgement) => {};
    verdict = () => new Promise((resolve) => (decide = resolve));
    const { made } = await handIn(known, operator, { subject: CORA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['processing']);
    assert.equal((await withdraw(id)).status, 'withdrawn');
    decide({ verdict: 'approved', checks: [], remember: [{ n: 0, digest: DIGEST, hash: HASH }] });
    saying({ verdict: 'rejected', reason: 'policy' });
    // Another one is judged after it, so that the first judgement is over.
    const next = await handIn(known, operator, { subject: DEV, relationship: 'child' });
    await waitFor(known, operator, next.made.application.id, ['rejected']);
    await withdraw(next.made.application.id);
    assert.equal((await statusOf(known, operator, id)).status, 'withdrawn');
    assert.deepEqual(await sandbox.tablesHolding(DIGEST), []);
  });

  it('while a person reviews it', async () => {
    saying({ verdict: 'manual_review' });
    const { made } = await handIn(known, operator, { subject: DEV, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['manual_review']);
    assert.equal((await withdraw(id)).status, 'withdrawn');
    assert.deepEqual(await filesLeft(dataDir, id), []);
    assert.deepEqual(await sandbox.tablesHolding(HASH), []);
  });

  it('while it waits for the relative', async () => {
    saying({ verdict: 'awaiting_subject' });
    const made = await draft(known, operator, { subject: FINN, relationship: 'child', method: 'in_person' });
    const { id } = made.application;
    await submit(known, operator, id, await manifestOf(known, operator, made, []));
    await waitFor(known, operator, id, ['awaiting_subject']);
    assert.equal((await withdraw(id)).status, 'withdrawn');
    assert.equal((await problemOf(await get(`/applications/${id}/appointment`))).code, 'state_conflict');
  });

  it('after a rejection: the decision stays, and no row of any table shows who it was about', async () => {
    saying({ verdict: 'rejected', reason: 'face_mismatch' });
    const { made } = await handIn(known, operator, { subject: PENSIONER, relationship: 'sibling' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    const subjectHash = (await sandbox.inspect())!.subjectHash;
    const traces = ['施*珍', subjectHash, DIGEST, HASH, '0.123454321', made.subjectSha256];
    for (const trace of traces) assert.notDeepEqual(await sandbox.tablesHolding(trace), [], trace);

    const withdrawn = await withdraw(id);
    assert.deepEqual(
      [withdrawn.status, withdrawn.reason, withdrawn.subject_name, withdrawn.appealable],
      ['rejected', 'face_mismatch', '*', false],
    );
    for (const trace of traces.filter((trace) => trace !== made.subjectSha256 && trace !== subjectHash)) {
      assert.deepEqual(await sandbox.tablesHolding(trace), [], trace);
    }
    // What is counted by day is counted for that day.
    assert.deepEqual(await sandbox.tablesHolding(subjectHash), ['attempt_counters']);
    assert.deepEqual(await filesLeft(dataDir, id), []);
    const { result } = (await (await get(`/applications/${id}/result`)).json()) as { result: string };
    assert.equal((await verifyStatement('result', result, expected())).status, 'rejected');
    assert.ok(!(await listed()).includes(id));
  });

  it('after an approval: the card stays until it is unbound', async () => {
    saying({ verdict: 'approved' });
    const { made } = await handIn(known, operator, { subject: HUA, relationship: 'child' });
    const { id, card_ref: ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const cardNow = async (): Promise<Card> => {
      const { cards } = (await (await get(`/family/cards/${ref}`)).json()) as { cards: string[] };
      return verifyStatement('card', cards[0]!, expected());
    };
    assert.equal((await cardNow()).application, id);
    const withdrawn = await withdraw(id);
    assert.deepEqual([withdrawn.status, withdrawn.card_ref], ['approved', ref]);
    const card = await cardNow();
    assert.deepEqual([card.status, card.name, card.application], ['active', '华*怡', undefined]);
    assert.deepEqual(await sandbox.tablesHolding(DIGEST), []);
    const wish = { intent: 'unbind_card', object: ref! } as const;
    assert.equal((await postIntent(known, operator, `/family/cards/${ref}/unbinding`, wish)).status, 204);
    await sandbox.cleanUp();
    assert.deepEqual(await sandbox.tablesHolding('华*怡'), [], 'and then nothing shows whose card it was');
  });

  it('after the card was unbound', async () => {
    saying({ verdict: 'approved' });
    const { made } = await handIn(known, operator, { subject: CORA, relationship: 'child' });
    const { id, card_ref: ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const wish = { intent: 'unbind_card', object: ref! } as const;
    await postIntent(known, operator, `/family/cards/${ref}/unbinding`, wish);
    assert.ok((await sandbox.tablesHolding('柯*兰')).includes('cards'));
    await withdraw(id);
    assert.deepEqual(await sandbox.tablesHolding('柯*兰'), []);
  });

  it('once: a second time changes nothing, not even the time', async () => {
    saying({ verdict: 'rejected', reason: 'policy' });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    const first = await withdraw(id);
    assert.deepEqual(await withdraw(id), first);
    assert.equal((await receiptsOf(id)).length, 1);
  });

  it('by many requests at once as by one', async () => {
    saying({ verdict: 'rejected', reason: 'policy' });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    const answers = await Promise.all(Array.from({ length: 5 }, () => withdraw(id)));
    assert.equal(new Set(answers.map(({ version }) => version)).size, 1);
    assert.equal((await receiptsOf(id)).length, 1);
  });

  it('only by a wish signed for it, by its operator', async () => {
    saying({ verdict: 'rejected', reason: 'policy' });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    const path = `/applications/${id}/consent-withdrawal`;
    const other = { intent: 'withdraw_application', object: id } as const;
    assert.equal((await problemOf(await postIntent(known, operator, path, other))).code, 'invalid_jws');
    const stranger = await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
    assert.equal((await problemOf(await withdrawal(id, stranger))).code, 'not_found');
    const receipts = await get(`/applications/${id}/deletion-receipts`, stranger);
    assert.equal((await problemOf(receipts)).code, 'not_found');
    assert.equal((await statusOf(known, operator, id)).consents_withdrawn_at, undefined);
  });

  it('with a signed receipt of what was deleted, and when', async () => {
    saying({ verdict: 'rejected', reason: 'policy' });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    assert.deepEqual(await receiptsOf(id), []);
    const { consents_withdrawn_at } = await withdraw(id);
    const [receipt] = await receiptsOf(id);
    assert.deepEqual([receipt?.sub, receipt?.cause], [id, 'consent_withdrawn']);
    assert.deepEqual(deletedOf(receipt), { photos: 1, fingerprints: 1, submission: 1, particulars: 1 });
    assert.ok(Math.abs(Date.parse(receipt!.deleted_at) - Date.parse(consents_withdrawn_at!)) < 5_000);
  });

  it('and the receipt comes when the files are gone, not before', async () => {
    saying({ verdict: 'rejected', reason: 'policy' });
    const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    const [file] = await filesOf(dataDir, id);
    const path = join(dataDir, 'blobs', id, file!);
    // A folder in its place cannot be deleted as a file is.
    await rm(path);
    await mkdir(join(path, 'in-the-way'), { recursive: true });
    await withdraw(id);
    assert.deepEqual(await receiptsNow(id), []);
    await rm(path, { recursive: true });
    assert.equal((await receiptsOf(id)).length, 1);
  });

  it('and for two days a person decides about that face: earlier pictures are not known again', async (t) => {
    const handInFace = async () => {
      const consents = consentsFor(known, 'face_liveness');
      const wish = { subject: FINN, relationship: 'child', method: 'face_liveness', consents } as const;
      const made = await draft(known, operator, wish);
      const recording = recordingOf('finn-swap');
      const session = await carryOut(t, { known, session: operator, made, recording, swap: 2 });
      const parts = await uploadRecording(known, operator, made, recording);
      const challenge = challengeClaims(session, recording);
      const bytes = await manifestOf(known, operator, made, parts, { challenge });
      await submit(known, operator, made.application.id, bytes);
      return made.application.id;
    };
    saying({ verdict: 'rejected', reason: 'face_mismatch' });
    const first = await handInFace();
    await waitFor(known, operator, first, ['rejected']);
    await withdraw(first);
    assert.equal(
      deletedOf((await receiptsOf(first)).at(-1)).face_frames,
      recordingOf('finn-swap').keyFrames.length,
    );
    saying({ verdict: 'approved' });
    const second = await handInFace();
    await waitFor(known, operator, second, ['manual_review']);
    assert.equal((await sandbox.inspect())?.refusedBy, 'earlier_pictures_known');
    await withdraw(second);
  });

  it('an application that is taken back keeps no more than one whose consents are withdrawn', async () => {
    saying({ verdict: 'manual_review' });
    const { made } = await handIn(known, operator, { subject: DEV, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['manual_review']);
    const wish = { intent: 'withdraw_application', object: id } as const;
    const response = await postIntent(known, operator, `/applications/${id}/withdrawal`, wish);
    const { status, subject_name } = (await response.json()) as Application;
    assert.deepEqual([status, subject_name], ['withdrawn', '*']);
    assert.deepEqual(await sandbox.tablesHolding('戴*博'), []);
    assert.deepEqual(
      (await receiptsOf(id)).map(({ cause }) => cause),
      ['application_withdrawn'],
    );
  });
});
