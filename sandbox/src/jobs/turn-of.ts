import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { JOBS_SCHEMA } from '../database/open-database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';

/**
 * The priority of a judgement's job, so that operators take turns however much each of them sends (start-time fair
 * queueing, Goyal, Vin and Cheng 1997): the turn after the operator's own last one, but none before those that are being
 * served now, so that nobody saves up turns. Turns count downwards from 0, because the queue serves the highest priority
 * first, and among equal ones the oldest; with nothing under way and nothing waiting they begin anew.
 */
export async function turnOf(
  tx: Database,
  queue: string,
  { operatorSub, id }: Pick<ApplicationRow, 'operatorSub' | 'id'>,
): Promise<number> {
  const job = sql.raw(`${JOBS_SCHEMA}.job`);
  // A job is keyed by its application's version, which rises by one when it is taken up.
  const own = sql`
    select ${applications.id} || ':' || ${applications.version} - taken from ${applications}, (values (0), (1)) as t (taken)
    where ${applications.operatorSub} = ${operatorSub} and ${applications.id} <> ${id}
      and ${applications.status} in ('submitted', 'processing')`;
  const { rows } = (await tx.execute(sql`
    select least(
      coalesce(
        (select min(priority) from ${job} where name = ${queue} and state = 'active'),
        (select max(priority) from ${job} where name = ${queue} and state < 'active'),
        0
      ),
      (select min(priority) - 1 from ${job} where name = ${queue} and state <= 'active' and singleton_key in (${own}))
    ) as turn`)) as unknown as { rows: { turn: number }[] };
  return rows[0]!.turn;
}
