import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { StartError } from '../options/start-error.ts';
import type { Database } from './database.ts';

/** What drizzle notes of every migration it has made. */
const TABLE = '__drizzle_migrations';

/**
 * Makes sure that no newer version of the sandbox has changed the tables; older ones are brought up to date afterwards.
 *
 * @throws StartError
 */
export async function refuseNewerTables(
  db: Database,
  { migrationsFolder, migrationsSchema }: { migrationsFolder: string; migrationsSchema: string },
): Promise<void> {
  const name = sql`${sql.identifier(migrationsSchema)}.${sql.identifier(TABLE)}`;
  const rowsOf = async (query: ReturnType<typeof sql>) =>
    ((await db.execute(query)) as { rows: { answer: string | null }[] }).rows;
  const [table] = await rowsOf(sql`select to_regclass(${`${migrationsSchema}.${TABLE}`})::text as answer`);
  if (table?.answer == null) return;
  const [newest] = await rowsOf(sql`select max(created_at)::text as answer from ${name}`);
  const known = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0;
  if (Number(newest?.answer ?? 0) <= known) return;
  throw new StartError(
    'The database was last used by a newer version of this sandbox. Use that version, or forget its data with --reset.',
  );
}
