import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { openAuditLog } from '../../src/audit/audit-log.ts';
import type { Backend } from '../../src/context/backend.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import {
  heldDecisions,
  judgements,
  reviewClaims,
  reviewProposals,
} from '../../src/database/schema/judgements.ts';
import type { QueueFilter } from '../../src/reviewer/review-desk.ts';
import { readQueue, searchOf, takeNext } from '../../src/reviewer/review-queue.ts';
import { keyedHash } from '../../src/storage/keyed-hash.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

const ALL: QueueFilter = { show: 'all', method: null, order: 'oldest', search: null };
const DAY_MS = 86_400_000;
const hash = keyedHash(Buffer.alloc(32, 1).toString('base64url'));

let database: OpenDatabase;
before(async () => {
  database = await openDatabase();
});
afterEach(() => database.db.delete(applications));
after(() => database.close());

const backend = () =>
  ({ db: database.db, audit: openAuditLog('a-key', 'no-file'), hash }) as unknown as Backend;

type Row = Partial<typeof applications.$inferInsert> & { readonly id: string };

/** Cases that wait, the first one with the nearest deadline; many have the same one. */
const keep = (rows: readonly Row[]) =>
  database.db.insert(applications).values(
    rows.map((row, i) => ({
      ...applicationRow(
        { method: 'portrait_photo', status: 'manual_review', ...row },
        new Date(Date.now() + DAY_MS + Math.floor(i / 7) * 60_000),
      ),
      ...row,
    })),
  );

const idOf = (n: number) => `application-${String(n).padStart(4, '0')}`;
const idsIn = async (filter: Partial<QueueFilter>, reviewer = 'li') =>
  (await readQueue(backend(), reviewer, { ...ALL, ...filter }, null)).cases.map((each) => each.applicationId);
const claimOf = (reviewer: string, minutes: number) => {
  const since = new Date();
  return { reviewer, since, until: new Date(since.getTime() + minutes * 60_000) };
};

for (const order of ['oldest', 'newest'] as const) {
  test(`page after page shows every case once, also those of one moment: ${order} first`, async () => {
    const rows = Array.from({ length: 120 }, (_, n) => ({ id: idOf(n) }));
    await keep(rows);
    const seen: string[] = [];
    const lengths: number[] = [];
    for (let after: string | null = null, pages = 0; pages < 5; pages++) {
      const page = await readQueue(backend(), 'li', { ...ALL, order }, after);
      assert.equal(page.total, 120);
      lengths.push(page.cases.length);
      seen.push(...page.cases.map(({ applicationId }) => applicationId));
      after = page.next;
      if (after === null) break;
    }
    const inOrder = rows.map(({ id }) => id);
    assert.deepEqual(seen, order === 'oldest' ? inOrder : inOrder.reverse());
    assert.deepEqual(lengths, [50, 50, 20]);
  });
}

test('a cursor that is none leads to the first page', async () => {
  await keep([{ id: idOf(1) }]);
  for (const after of ['', 'x', '1.', "1.' or 1=1", '99999999999999999999.application-0001']) {
    assert.equal((await readQueue(backend(), 'li', ALL, after)).cases.length, 1, after);
  }
});

test('is filtered by method, by who has a case, by what waits for a second reviewer, and by appeals', async () => {
  await keep([
    { id: idOf(1), method: 'document_review' },
    { id: idOf(2) },
    { id: idOf(3) },
    { id: idOf(4), appealText: '是我本人', subjectName: '吴*名' },
    { id: idOf(5) },
    { id: idOf(6) },
    { id: idOf(7), status: 'approved' },
    { id: idOf(8), expiresAt: new Date(Date.now() - 1000) },
  ]);
  await database.db.insert(reviewClaims).values([
    { applicationId: idOf(2), ...claimOf('li', 15) },
    { applicationId: idOf(3), ...claimOf('wang', 15) },
    { applicationId: idOf(5), ...claimOf('wang', -1) },
  ]);
  await database.db
    .insert(reviewProposals)
    .values({ applicationId: idOf(5), reviewer: 'wang', note: '', at: new Date() });
  const now = new Date();
  await database.db.insert(heldDecisions).values({
    applicationId: idOf(6),
    reviewer: 'wang',
    decision: 'approved',
    note: '',
    at: now,
    until: new Date(now.getTime() + 60_000),
  });
  const found = {
    all: await idsIn({}),
    documents: await idsIn({ method: 'document_review' }),
    free: await idsIn({ show: 'free' }),
    mine: await idsIn({ show: 'mine' }),
    second: await idsIn({ show: 'second' }),
    appeal: await idsIn({ show: 'appeal' }),
    id: await idsIn({ search: idOf(3) }),
    name: await idsIn({ search: '吴*名' }),
    nothing: await idsIn({ search: '%' }),
  };
  assert.deepEqual(found, {
    all: [1, 2, 3, 4, 5].map(idOf),
    documents: [idOf(1)],
    free: [idOf(1), idOf(4), idOf(5)],
    mine: [idOf(2)],
    second: [idOf(5)],
    appeal: [idOf(4)],
    id: [idOf(3)],
    name: [idOf(4)],
    nothing: [],
  });
});

test("says why a person is asked by the machine's last judgement, and of an appeal that it is one", async () => {
  await keep([{ id: idOf(1) }, { id: idOf(2), appealText: '是我本人' }]);
  const judged = { verdict: 'manual_review' as const, checks: [], at: new Date() };
  await database.db.insert(judgements).values([
    { ...judged, applicationId: idOf(1), decidedBy: 'machine', refusedBy: 'sharpness' },
    { ...judged, applicationId: idOf(1), decidedBy: 'machine', refusedBy: 'face_match' },
    { ...judged, applicationId: idOf(1), decidedBy: 'reviewer:li', verdict: 'rejected' },
    { ...judged, applicationId: idOf(2), decidedBy: 'machine', refusedBy: 'face_match' },
  ]);
  const { cases } = await readQueue(backend(), 'li', ALL, null);
  assert.deepEqual(
    cases.map(({ refusedBy, appeal }) => [refusedBy, appeal]),
    [
      ['face_match', null],
      [null, '是我本人'],
    ],
  );
});

test('what was typed is looked for by id, by appointment code, or by the masked name: never by a name in full', async () => {
  await keep([{ id: idOf(1), appointmentHash: hash('appointment-code', '123456789') }]);
  const looked = await Promise.all(
    [' application-0001 ', '123 456 789', '１２３４５６７８９', '吴无名', '吴*名', '987654321'].map((typed) =>
      searchOf(backend(), typed),
    ),
  );
  assert.deepEqual(looked.slice(0, 5), [idOf(1), idOf(1), idOf(1), '吴*名', '吴*名']);
  assert.equal(looked[5], '9*******1');
});

test('the next case is the first that nobody has and that one has not recommended, and each reviewer gets another', async () => {
  await keep([1, 2, 3, 4].map((n) => ({ id: idOf(n) })));
  await database.db.insert(reviewClaims).values({ applicationId: idOf(1), ...claimOf('wang', 15) });
  await database.db
    .insert(reviewProposals)
    .values({ applicationId: idOf(2), reviewer: 'li', note: '', at: new Date() });
  const next = (reviewer: string, passedOver: string | null = null) =>
    takeNext(backend(), reviewer, ALL, passedOver);
  assert.equal(await next('li'), idOf(3));
  assert.equal(await next('zhao'), idOf(2), "another one's recommendation waits for a second reviewer");
  assert.equal(await next('li'), idOf(4));
  assert.equal(await next('li'), undefined);
  await database.db.delete(reviewClaims);
  assert.equal(await next('li', idOf(3)), idOf(4), 'behind the one that was passed over');
  assert.equal(await next('li', idOf(4)), idOf(1), 'from the beginning again');
});
