import { maskName } from '@family-auth/library/identity/mask.ts';
import { isFinal } from '@family-auth/library/protocol/application.ts';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { MeSchema } from '@family-auth/library/protocol/me.ts';
import { and, desc, eq, isNull, notInArray, or } from 'drizzle-orm';
import { relativesLeft } from '../applications/relatives-left.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf } from '../context/caller.ts';
import { applications } from '../database/schema/applications.ts';
import { operators } from '../database/schema/operators.ts';
import { ProblemError } from '../errors/errors.ts';
import type { App } from '../http/app.ts';
import { applicationView } from './applications.ts';

/** `GET /me` */
export function meRoute(app: App, { db }: Backend): void {
  app.get(endpoints.me(), { schema: { response: { 200: MeSchema } } }, async (request) => {
    const { sub, clientId } = callerOf(request);
    const [operator] = await db.select().from(operators).where(eq(operators.sub, sub));
    if (operator === undefined)
      throw new ProblemError('invalid_token', { detail: 'The account no longer exists.' });
    const { left, leftByRelationship, taken } = await relativesLeft(db, sub);
    const rows = await db
      .select()
      .from(applications)
      .where(
        and(
          eq(applications.operatorSub, sub),
          eq(applications.clientId, clientId),
          or(
            notInArray(applications.status, ['approved', 'withdrawn', 'expired']),
            and(eq(applications.status, 'expired'), eq(applications.reason, 'review_expired')),
          ),
          isNull(applications.consentsWithdrawnAt),
        ),
      )
      .orderBy(desc(applications.updatedAt));
    return {
      sub,
      name: maskName(operator.name),
      ...(operator.birthYear === null ? {} : { birth_year: operator.birthYear }),
      relatives_left: left,
      relatives_left_by_relationship: { ...leftByRelationship },
      applications: newestOfEach(rows.filter(isCurrent(taken))).map(applicationView),
    };
  });
}

type Row = typeof applications.$inferSelect;

/** Lapsed drafts are gone, and what ended without a card is history once the same relative is on the way again or bound. */
const isCurrent = (taken: ReadonlySet<string>) => (row: Row) =>
  row.status === 'draft'
    ? row.expiresAt.getTime() > Date.now()
    : !isFinal(row.status) || !taken.has(row.subjectHash);

function newestOfEach(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ subjectHash }) => !seen.has(subjectHash) && seen.add(subjectHash));
}
