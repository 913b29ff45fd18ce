import { maskName } from '@family-auth/library/identity/mask.ts';
import { IdSchema } from '@family-auth/library/protocol/common.ts';
import { and, asc, desc, eq, exists, gt, inArray, isNotNull, not, or, type SQL, sql } from 'drizzle-orm';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { applications, submissions } from '../database/schema/applications.ts';
import { judgements, reviewClaims, reviewProposals } from '../database/schema/judgements.ts';
import { takeClaim, waitsForReview } from './review-claims.ts';
import type { QueueFilter, QueuePage, ReviewSummary } from './review-desk.ts';

/** Lines on one page of the queue. */
const PAGE = 50;
/** How many free cases are tried before `next` gives up for this time: others take them at the same moment. */
const TRIES = 5;

/** The machine's last judgement alone says why a person is asked. */
const refusedBy = sql<string | null>`(
  select ${judgements.refusedBy} from ${judgements}
  where ${judgements.applicationId} = ${applications.id} and ${judgements.decidedBy} = 'machine'
  order by ${judgements.id} desc limit 1)`;

const claimHolds = () =>
  and(eq(reviewClaims.applicationId, applications.id), gt(reviewClaims.until, new Date()));
const isProposed = eq(reviewProposals.applicationId, applications.id);

/** Whether somebody has a case. By `exists`, so that a page is read along the index and ends with its last line. */
const isClaimed = (db: Database, by?: string): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(reviewClaims)
      .where(and(claimHolds(), by === undefined ? undefined : eq(reviewClaims.reviewer, by))),
  );

const isRecommended = (db: Database, by?: string): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(reviewProposals)
      .where(and(isProposed, by === undefined ? undefined : eq(reviewProposals.reviewer, by))),
  );

/** Cases with who has them and what was recommended: one statement, however many they are. */
const selectCases = ({ db }: Pick<Backend, 'db'>) =>
  db
    .select({
      row: applications,
      receivedAt: submissions.receivedAt,
      refusedBy,
      claim: reviewClaims,
      proposal: reviewProposals,
    })
    .from(applications)
    .leftJoin(submissions, eq(submissions.applicationId, applications.id))
    .leftJoin(reviewClaims, claimHolds())
    .leftJoin(reviewProposals, isProposed);

type CaseRow = Awaited<ReturnType<typeof selectCases>>[number];

/** The line of one case that waits. */
export async function summaryOfCase(
  backend: Pick<Backend, 'db'>,
  id: string,
): Promise<ReviewSummary | undefined> {
  const [row] = await selectCases(backend).where(and(eq(applications.id, id), waitsForReview(backend.db)));
  return row && summaryOf(row);
}

const summaryOf = ({ row, receivedAt, refusedBy, claim, proposal }: CaseRow): ReviewSummary => ({
  applicationId: row.id,
  subjectName: row.subjectName,
  relationship: row.relationship,
  method: row.method,
  submittedAt: receivedAt ?? row.updatedAt,
  decideBy: row.expiresAt,
  refusedBy: row.appealText === null ? refusedBy : null,
  appeal: row.appealText,
  claim: claim && { reviewer: claim.reviewer, since: claim.since, until: claim.until },
  proposal: proposal && { reviewer: proposal.reviewer, note: proposal.note, at: proposal.at },
});

/** One page of the queue, from behind the case that `after` names: no page costs more than the first. */
export async function readQueue(
  backend: Backend,
  reviewer: string,
  filter: QueueFilter,
  after: string | null,
): Promise<QueuePage> {
  const { db } = backend;
  const found = await selectPage(db, reviewer, filter, after);
  const ids = found.slice(0, PAGE).map(({ id }) => id);
  const rows = await selectCases(backend)
    .where(inArray(applications.id, ids))
    .orderBy(...orderOf(filter));
  const where = and(waitsForReview(db), matches(db, filter, reviewer));
  const [counted] = await db.select({ total: sql<number>`count(*)::int` }).from(applications).where(where);
  const last = rows.at(-1);
  return {
    cases: rows.map(summaryOf),
    total: counted?.total ?? 0,
    next: found.length > PAGE && last ? cursorOf(last.row) : null,
  };
}

/** The cases of one page, and the first one of the next. */
export const selectPage = (db: Database, reviewer: string, filter: QueueFilter, after: string | null) => {
  const from = after === null ? undefined : behind(after, filter);
  return idsInOrder(db, filter, and(waitsForReview(db), matches(db, filter, reviewer), from), PAGE + 1);
};

const idsInOrder = (db: Database, filter: QueueFilter, where: SQL | undefined, limit: number) =>
  db
    .select({ id: applications.id })
    .from(applications)
    .where(where)
    .orderBy(...orderOf(filter))
    .limit(limit);

function matches(db: Database, { show, method, search }: QueueFilter, reviewer: string): SQL | undefined {
  const shown: Readonly<Record<QueueFilter['show'], SQL | undefined>> = {
    all: undefined,
    free: not(isClaimed(db)),
    mine: isClaimed(db, reviewer),
    second: isRecommended(db),
    appeal: isNotNull(applications.appealText),
  };
  const found = or(eq(applications.id, search ?? ''), eq(applications.subjectName, search ?? ''));
  return and(
    shown[show],
    method === null ? undefined : eq(applications.method, method),
    search === null ? undefined : found,
  );
}

/** What ends first comes first: with one term for all reviews, that is also what has waited longest. */
const orderOf = ({ order }: QueueFilter) =>
  [applications.expiresAt, applications.id].map((column) =>
    order === 'newest' ? desc(column) : asc(column),
  );

const cursorOf = ({ expiresAt, id }: { readonly expiresAt: Date; readonly id: string }): string =>
  `${expiresAt.getTime()}.${id}`;

/** Behind a case in the queue's order, by the index over both columns. A cursor that is none leads to the beginning. */
function behind(cursor: string, { order }: QueueFilter): SQL | undefined {
  const [, ms, id] = /^(\d{1,14})\.([\w-]{8,64})$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined) return undefined;
  const place = sql`(${new Date(Number(ms)).toISOString()}::timestamptz, ${id}::text)`;
  const here = sql`(${applications.expiresAt}, ${applications.id})`;
  return order === 'newest' ? sql`${here} < ${place}` : sql`${here} > ${place}`;
}

/**
 * Takes the first case that nobody has and that this reviewer has not recommended, in the order of a filter.
 *
 * @param passedOver the case to go on behind; from the beginning where none is left there.
 * @returns its id, or `undefined` where there is none.
 */
export async function takeNext(
  backend: Backend,
  reviewer: string,
  filter: QueueFilter,
  passedOver: string | null,
): Promise<string | undefined> {
  const { db } = backend;
  const [last] = await db
    .select()
    .from(applications)
    .where(eq(applications.id, passedOver ?? ''));
  const free = and(
    waitsForReview(db),
    matches(db, { ...filter, search: null, show: filter.show === 'mine' ? 'all' : filter.show }, reviewer),
    not(isClaimed(db)),
    not(isRecommended(db, reviewer)),
  );
  for (const from of last === undefined ? [undefined] : [behind(cursorOf(last), filter), undefined]) {
    for (const { id } of await idsInOrder(db, filter, and(free, from), TRIES)) {
      if ((await takeClaim(backend, id, reviewer)) === 'claimed') return id;
    }
  }
  return undefined;
}

/**
 * What a reviewer typed, as what the queue is searched for: an application's id as it is, an appointment code as the id of
 * the case that has it, a name masked, so that no address holds it in full.
 */
export async function searchOf({ db, hash }: Backend, typed: string): Promise<string> {
  const text = typed.normalize('NFKC').trim();
  const code = text.replace(/[\s-]/g, '');
  const isNamed = /^\d{9}$/.test(code)
    ? eq(applications.appointmentHash, hash('appointment-code', code))
    : eq(applications.id, IdSchema.safeParse(text).data ?? '');
  const [found] = await db
    .select({ id: applications.id })
    .from(applications)
    .where(and(isNamed, waitsForReview(db)));
  return found?.id ?? maskName(text);
}
