import { SubmissionSchema } from '@family-auth/library/protocol/submission.ts';
import { desc, eq, sql } from 'drizzle-orm';
import { type Database, FAMILY_AUTH_SCHEMA } from '../database/database.ts';
import { JOBS_SCHEMA } from '../database/open-database.ts';
import { applications, submissions } from '../database/schema/applications.ts';
import { challenges } from '../database/schema/challenges.ts';
import { judgements } from '../database/schema/judgements.ts';
import { JUDGE } from '../jobs/queue.ts';

/** What a test or an end-to-end flow may know of the newest application, and no client ever. */
export interface Inspection {
  readonly applicationId: string;
  readonly status: string;
  readonly reason: string | null;
  /** The keyed hash by which the relative is found again. */
  readonly subjectHash: string;
  /** The check that refused, by the machine's judgement. */
  readonly refusedBy: string | null;
  /** What the machine checked, in the judgement's own shape; empty where nothing was submitted. */
  readonly checks: readonly unknown[];
  /** Processed frames a second that the newest challenge was drawn for. */
  readonly measuredFps: number | null;
  /** The landmark engine that the submission names. */
  readonly engine: string | null;
}

/** Looks at the newest application, or `null` where there is none. */
export async function inspectNewest(db: Database): Promise<Inspection | null> {
  const [application] = await db.select().from(applications).orderBy(desc(applications.createdAt)).limit(1);
  if (!application) return null;
  const [judgement] = await db
    .select()
    .from(judgements)
    .where(eq(judgements.applicationId, application.id))
    .orderBy(judgements.id)
    .limit(1);
  const [challenge] = await db
    .select()
    .from(challenges)
    .where(eq(challenges.applicationId, application.id))
    .orderBy(desc(challenges.createdAt))
    .limit(1);
  const [submission] = await db
    .select()
    .from(submissions)
    .where(eq(submissions.applicationId, application.id))
    .limit(1);
  return {
    applicationId: application.id,
    status: application.status,
    reason: application.reason,
    subjectHash: application.subjectHash,
    refusedBy: judgement?.refusedBy ?? null,
    checks: judgement?.checks ?? [],
    measuredFps: challenge?.measuredFps ?? null,
    engine: submission?.jws ? engineOf(submission.jws) : null,
  };
}

function engineOf(jws: string): string | null {
  const payload = Buffer.from(JSON.parse(jws).payload, 'base64url').toString();
  return SubmissionSchema.parse(JSON.parse(payload)).client.engine ?? null;
}

/** The tables, the queue's among them, with a row that holds a text, whatever the column. */
export async function tablesHolding(db: Database, text: string): Promise<readonly string[]> {
  const tables = await select(
    db,
    `select table_schema || '.' || table_name as line from information_schema.tables where table_schema in ('${FAMILY_AUTH_SCHEMA}', '${JOBS_SCHEMA}') and table_type = 'BASE TABLE'`,
  );
  const literal = text.replaceAll("'", "''");
  const held = tables.map(
    (table) =>
      `select '${table.split('.')[1]}' as line where exists (select from ${table
        .split('.')
        .map((part) => `"${part}"`)
        .join('.')} as row where position('${literal}' in row::text) > 0)`,
  );
  return select(db, held.join(' union '));
}

/** Every row of every table of ours, and every judgement that was asked for, as `TABLE DIGEST`. */
export async function digestRows(db: Database): Promise<readonly string[]> {
  const tables = await select(
    db,
    `select table_name as line from information_schema.tables where table_schema = '${FAMILY_AUTH_SCHEMA}' and table_name not like '\\_\\_%'`,
  );
  const digests = tables.map(
    (table) => `select '${table} ' || md5(row::text) as line from ${FAMILY_AUTH_SCHEMA}."${table}" as row`,
  );
  const jobs = `select 'jobs ' || md5(id::text) as line from ${JOBS_SCHEMA}.job where name = '${JUDGE}'`;
  return select(db, [...digests, jobs].join(' union all '));
}

async function select(db: Database, query: string): Promise<string[]> {
  const { rows } = (await db.execute(sql.raw(query))) as unknown as { rows: { line: string }[] };
  return rows.map(({ line }) => line);
}
