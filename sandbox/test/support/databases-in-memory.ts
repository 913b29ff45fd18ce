import { after } from 'node:test';
import { type SQL, sql } from 'drizzle-orm';
import { type Database, FAMILY_AUTH_SCHEMA } from '../../src/database/database.ts';
import { JOBS_SCHEMA, type OpenDatabase, openEmbedded } from '../../src/database/open-database.ts';

/** Emptied, and not in use. */
const idle: OpenDatabase[] = [];

/** An open one would keep the process from ending. */
let isOver = false;
after(async () => {
  isOver = true;
  for (const database of idle.splice(0)) await database.close();
});

/**
 * A database in memory with the sandbox's tables, and nothing in them. Closing it empties it for the next test of this
 * process: laying down a new one takes a second, which a few hundred tests would spend again and again.
 */
export async function openInMemory(): Promise<OpenDatabase> {
  const database = idle.pop() ?? (await openEmbedded(undefined));
  let closing: Promise<void> | undefined;
  return {
    ...database,
    close: () => {
      closing ??= leave(database);
      return closing;
    },
  };
}

async function leave(database: OpenDatabase): Promise<void> {
  if (!isOver && (await isEmptied(database))) idle.push(database);
  else await database.close();
}

/** `false` of one whose tables a test has altered, or that cannot be reached any more. */
async function isEmptied({ db }: OpenDatabase): Promise<boolean> {
  try {
    await db.execute(sql.raw(`drop schema if exists ${JOBS_SCHEMA} cascade`));
    if (await isAltered(db)) return false;
    const names = await namesIn(
      db,
      sql`select tablename as name from pg_tables
        where schemaname = ${FAMILY_AUTH_SCHEMA} and left(tablename, 2) <> '__'`,
    );
    await db.execute(
      sql.raw(
        `truncate ${names.map((name) => `${FAMILY_AUTH_SCHEMA}.${name}`).join(', ')} restart identity cascade`,
      ),
    );
    return true;
  } catch {
    return false;
  }
}

/** Whether a trigger, rule, function or constraint stands there that no migration made: migrations make none of these. */
async function isAltered(db: Database): Promise<boolean> {
  const made = await namesIn(
    db,
    sql`select tgname as name from pg_trigger where not tgisinternal
      union all select rulename from pg_rules where schemaname = ${FAMILY_AUTH_SCHEMA}
      union all select proname from pg_proc where pronamespace in ('public'::regnamespace, ${FAMILY_AUTH_SCHEMA}::regnamespace)
      union all select conname from pg_constraint where not convalidated`,
  );
  return made.length > 0;
}

async function namesIn(db: Database, query: SQL): Promise<string[]> {
  const { rows } = (await db.execute(query)) as unknown as { rows: { name: string }[] };
  return rows.map(({ name }) => name);
}
