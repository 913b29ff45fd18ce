import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import type { Backend } from '../../src/context/backend.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { reviewClaims } from '../../src/database/schema/judgements.ts';
import { QUEUE_SHOWS, type QueueFilter } from '../../src/reviewer/review-desk.ts';
import { readQueue, selectPage } from '../../src/reviewer/review-queue.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

const OPEN = 20_000;
const PAGE = 50;
const ALL: QueueFilter = { show: 'all', method: null, order: 'oldest', search: null };
const IN_ORDER = 'applications_status_expires_at_id';

/** A node of PostgreSQL's plan, as `explain (format json)` has it. */
interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}
const isWholeTable = (node: Plan) =>
  node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'applications';
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe(`a queue of ${OPEN} cases that wait, behind as many that are decided`, () => {
  let database: OpenDatabase;
  before(async () => {
    database = await openDatabase();
    const { db } = database;
    await db.insert(applications).values(applicationRow({ id: 'a-row', status: 'withdrawn' }));
    // By the database itself: forty thousand rows over the driver would take longer than everything else.
    for (const status of ['manual_review', 'approved']) {
      await db.execute(sql`
        insert into ${applications}
        select (jsonb_populate_record(copied, jsonb_build_object(
          'id', ${status}::text || '-' || lpad(n::text, 5, '0'),
          'status', ${status}::text,
          'subject_name', case when n % 100 = 0 then '吴*名' else '张*' end,
          'appeal_text', case when n % 50 = 0 then '是我本人' end,
          'expires_at', now() + interval '1 day' + n * interval '1 second'
        ))).*
        from ${applications} copied, generate_series(0, ${OPEN - 1}::int) n where copied.id = 'a-row'`);
    }
    const now = new Date();
    await db.insert(reviewClaims).values({
      applicationId: 'manual_review-00000',
      reviewer: 'li',
      since: now,
      until: new Date(now.getTime() + 3_600_000),
    });
    await db.execute(sql`analyze`);
  });
  after(() => database.close());

  const planOf = async (filter: Partial<QueueFilter>, after: string | null): Promise<Plan[]> => {
    const { db } = database;
    const page = selectPage(db, 'li', { ...ALL, ...filter }, after).getSQL();
    const answer = await db.execute(sql`explain (analyze, timing off, format json) ${page}`);
    const { rows } = answer as { rows: readonly { 'QUERY PLAN': readonly [{ Plan: Plan }] }[] };
    const [{ Plan: plan }] = rows[0]!['QUERY PLAN'];
    return nodesOf(plan);
  };
  /** How many rows of applications were looked at for a page. */
  const lookedAt = (plan: readonly Plan[]) =>
    plan
      .filter((node) => node['Relation Name'] === 'applications')
      .reduce(
        (sum, node) =>
          sum + node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0),
        0,
      );
  const cursorBehind = async (n: number) => {
    const id = `manual_review-${String(n).padStart(5, '0')}`;
    const [row] = await database.db.select().from(applications).where(sql`${applications.id} = ${id}`);
    return `${row!.expiresAt.getTime()}.${id}`;
  };

  it('counts them all, and names the first fifty', async () => {
    const page = await readQueue({ db: database.db } as Backend, 'li', ALL, null);
    assert.deepEqual([page.total, page.cases.length], [OPEN, PAGE]);
    assert.equal(page.cases[0]?.applicationId, 'manual_review-00000');
  });

  for (const order of ['oldest', 'newest'] as const) {
    it(`reads a page along the index, the last one as the first: ${order} first`, async () => {
      for (const at of [null, 100, OPEN / 2, OPEN - 200]) {
        const plan = await planOf({ order }, at === null ? null : await cursorBehind(at));
        const scans = plan.filter((node) => node['Relation Name'] === 'applications');
        assert.deepEqual(
          scans.map((node) => node['Index Name']),
          [IN_ORDER],
          `from ${at}`,
        );
        assert.ok(!plan.some((node) => node['Node Type'].includes('Sort')), 'nothing is sorted');
        assert.ok(lookedAt(plan) <= PAGE + 2, `from ${at}: ${lookedAt(plan)} rows`);
      }
    });
  }

  const asked: Partial<QueueFilter>[] = [
    ...QUEUE_SHOWS.map((show) => ({ show })),
    { method: 'face_liveness' },
  ];
  it('never reads what is decided, whatever is shown', async () => {
    for (const filter of asked) {
      const plan = await planOf(filter, null);
      assert.ok(!plan.some(isWholeTable), JSON.stringify(filter));
      assert.ok(lookedAt(plan) <= OPEN, JSON.stringify(filter));
    }
  });

  it('is searched for an id or a name without reading the others', async () => {
    for (const [search, found] of [
      ['吴*名', OPEN / 100],
      ['manual_review-19999', 1],
      ['approved-19999', 1],
    ] as const) {
      const plan = await planOf({ search }, null);
      assert.ok(!plan.some(isWholeTable), search);
      assert.ok(lookedAt(plan) <= found, `${search}: ${lookedAt(plan)} rows`);
    }
  });
});
