import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Application } from '@family-auth/library/protocol/application.ts';
import type { DeletionReceipt } from '@family-auth/library/protocol/deletion-receipt.ts';
import type { OperatorProfile } from '@family-auth/library/protocol/me.ts';
import { type KeyLookup, lookupIn } from '@family-auth/library/seal/keys.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import type { Judge, Judgement } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { filesLeft, filesOf, swept } from '../support/evidence-files.ts';
import {
  ANNA,
  draft,
  handIn,
  type Known,
  know,
  OPERATOR,
  postIntent,
  problemOf,
  residentOf,
  statusOf,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const DAY_MS = 86_400_000;
const HUA = residentOf('华静怡', '448801199004088127');
const CORA = residentOf('柯若兰', '448801199506188064');
const DEV = residentOf('戴文博', '118801198209258096');
const FINN = residentOf('范以恒', '318801199201308118');
const digestOf = (n: number) => `fingerprint-${n}-`.padEnd(43, 'A');

describe('what is kept', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let keys: KeyLookup;
  let say: Partial<Judgement> & Pick<Judgement, 'verdict'>;
  let judged = 0;
  const judge: Judge = {
    judge: async () => {
      judged += 1;
      return { checks: [], remember: [{ n: 0, digest: digestOf(judged), hash: null }], ...say };
    },
    close: async () => {},
  };
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    // The clock goes years ahead and back again; keys that were exchanged meanwhile would be of the future.
    sandbox = await startSandbox({ portalPort: 0, dataDir, judge, keyAgeMaxDays: 10_000 });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    keys = lookupIn((await (await fetch(known.discovery.jwks_uri)).json()) as { keys: [] }, 'sig');
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  /** Cleans up when so much time has gone by. Log-ins end on the way. */
  const whenGoneBy = async (t: TestContext, ms: number) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + ms });
    await sandbox.cleanUp().finally(() => t.mock.timers.reset());
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
  };
  const get = (path: string) => call(operator, 'GET', `${known.discovery.api_base}${path}`);
  const decided = async (verdict: Judgement['verdict'], subject: typeof ANNA) => {
    say = { verdict, ...(verdict === 'rejected' ? { reason: 'policy' as const } : {}) };
    const { made } = await handIn(known, operator, { subject, relationship: 'child' });
    return waitFor(known, operator, made.application.id, [verdict]);
  };
  const receiptsOf = async (id: string): Promise<DeletionReceipt[]> => {
    await swept(sandbox, id);
    const { receipts } = (await (await get(`/applications/${id}/deletion-receipts`)).json()) as {
      receipts: string[];
    };
    const expected = { keys, issuer: known.discovery.issuer, audience: 'example-program', nowMs: Date.now() };
    return Promise.all(receipts.map((jwt) => verifyStatement('deletion_receipt', jwt, expected)));
  };
  const causesOf = async (id: string) => (await receiptsOf(id)).map(({ cause, term }) => [cause, term]);
  const isGone = async (id: string) => {
    assert.equal((await problemOf(await get(`/applications/${id}`))).code, 'not_found');
    await swept(sandbox, id);
    // The audit and the receipts stay; the queue forgets its finished jobs by itself.
    const staying = /^(deletion_receipts|audit|job)/;
    return (await sandbox.tablesHolding(id)).filter((table) => !staying.test(table));
  };

  it('of an approval: no picture, and a receipt for them', async () => {
    const { id, card_ref } = await decided('approved', HUA);
    assert.deepEqual(await filesLeft(dataDir, id), []);
    const [receipt] = await receiptsOf(id);
    assert.deepEqual([receipt?.cause, receipt?.deleted], ['approved', [{ kind: 'photos', count: 1 }]]);
    const wish = { intent: 'unbind_card', object: card_ref! } as const;
    await postIntent(known, operator, `/family/cards/${card_ref}/unbinding`, wish);
  });

  it('of a rejection: its pictures for seven days, as long as there can be an appeal', async (t) => {
    const { id } = await decided('rejected', ANNA);
    await whenGoneBy(t, 7 * DAY_MS - 60_000);
    await swept(sandbox, id);
    assert.equal((await filesOf(dataDir, id)).length, 1);
    assert.equal((await statusOf(known, operator, id)).appealable, true);
    await whenGoneBy(t, 7 * DAY_MS + 60_000);
    assert.deepEqual(await filesLeft(dataDir, id), []);
    assert.deepEqual(await causesOf(id), [['appeal_window', 'P7D']]);
  });

  it('of a review: its pictures until the announced deadline, and then it ends and says why', async (t) => {
    const { id, expires_at, status, updated_at } = await decided('manual_review', CORA);
    assert.equal(known.discovery.retention.review, 'P15D');
    assert.equal(Date.parse(expires_at!) - Date.parse(updated_at), 15 * DAY_MS);
    await whenGoneBy(t, 15 * DAY_MS - 60_000);
    assert.equal((await statusOf(known, operator, id)).status, status);
    await swept(sandbox, id);
    assert.equal((await filesOf(dataDir, id)).length, 1);
    await whenGoneBy(t, 15 * DAY_MS + 60_000);
    const expired = await statusOf(known, operator, id);
    assert.deepEqual(
      [expired.status, expired.reason, expired.retryable, expired.expires_at],
      ['expired', 'review_expired', true, undefined],
    );
    assert.deepEqual(await filesLeft(dataDir, id), []);
    assert.deepEqual(await causesOf(id), [['review_deadline', 'P15D']]);
    const { applications } = (await (await get('/me')).json()) as OperatorProfile;
    assert.ok(applications.some((listed) => listed.id === id && listed.status === 'expired'));
  });

  it('of an appeal: a review of its own, with a deadline of its own', async (t) => {
    const { id } = await decided('rejected', FINN);
    const body = JSON.stringify({ text: '照片是我本人。' });
    const headers = { 'content-type': 'application/json' };
    const url = `${known.discovery.api_base}/applications/${id}/appeal`;
    const appealed = (await (await call(operator, 'POST', url, { headers, body })).json()) as Application;
    assert.equal(Date.parse(appealed.expires_at!) - Date.parse(appealed.updated_at), 15 * DAY_MS);
    await whenGoneBy(t, 15 * DAY_MS + 60_000);
    assert.equal((await statusOf(known, operator, id)).status, 'expired');
  });

  it('of a draft that was never sent: nothing, a day after its end', async (t) => {
    const made = await draft(known, operator, { subject: DEV, relationship: 'child' });
    await uploadDocument(known, operator, made);
    const { id } = made.application;
    await whenGoneBy(t, 2 * 3_600_000);
    assert.equal((await statusOf(known, operator, id)).status, 'expired');
    assert.deepEqual(await filesLeft(dataDir, id), []);
    await whenGoneBy(t, DAY_MS + 60_000 + 2 * 3_600_000);
    assert.deepEqual(await isGone(id), []);
    assert.deepEqual(await causesOf(id), [
      ['draft_ended', undefined],
      ['draft_ended', 'P1D'],
    ]);
  });

  it('of pictures: their fingerprints for a year', async (t) => {
    await decided('rejected', DEV);
    const digest = digestOf(judged);
    await whenGoneBy(t, 364 * DAY_MS);
    assert.deepEqual(await sandbox.tablesHolding(digest), ['frame_fingerprints']);
    await whenGoneBy(t, 367 * DAY_MS);
    assert.deepEqual(await sandbox.tablesHolding(digest), []);
  });

  it('of a decision, its consents and its submission: nothing after three years but the receipts', async (t) => {
    const { id } = await decided('rejected', ANNA);
    await whenGoneBy(t, 3 * 365 * DAY_MS - DAY_MS);
    assert.equal((await statusOf(known, operator, id)).status, 'rejected');
    await whenGoneBy(t, 3 * 366 * DAY_MS);
    assert.deepEqual(await isGone(id), []);
    const last = (await receiptsOf(id)).at(-1);
    assert.deepEqual([last?.cause, last?.term], ['term', 'P3Y']);
    assert.deepEqual(last?.deleted.map(({ kind }) => kind).sort(), [
      'decision',
      'judgements',
      'particulars',
      'submission',
    ]);
  });

  it('of a bound card: its decision as long as it is bound, and three years more', async (t) => {
    const { id, card_ref } = await decided('approved', CORA);
    await whenGoneBy(t, 4 * 366 * DAY_MS);
    assert.equal((await statusOf(known, operator, id)).status, 'approved');
    const wish = { intent: 'unbind_card', object: card_ref! } as const;
    await postIntent(known, operator, `/family/cards/${card_ref}/unbinding`, wish);
    await whenGoneBy(t, 4 * 366 * DAY_MS);
    assert.deepEqual(await isGone(id), []);
  });

  it('of what was done: a log without name, number or picture', async () => {
    const { id } = await decided('rejected', ANNA);
    assert.ok((await sandbox.tablesHolding(id)).includes('audit_entries'));
    for (const personal of [ANNA.name, '安*然', ANNA.id.number, digestOf(judged)]) {
      const tables = await sandbox.tablesHolding(personal);
      assert.deepEqual(
        tables.filter((table) => table.startsWith('audit')),
        [],
        personal,
      );
    }
    const wish = { intent: 'withdraw_consent', object: id } as const;
    await postIntent(known, operator, `/applications/${id}/consent-withdrawal`, wish);
  });

  it('of receipts: nothing after three years', async (t) => {
    const { id } = await decided('approved', FINN);
    assert.deepEqual(await causesOf(id), [['approved', undefined]]);
    await whenGoneBy(t, 3 * 366 * DAY_MS);
    assert.ok((await causesOf(id)).every(([cause]) => cause !== 'approved'));
  });
});
