import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { StartError } from '../errors/errors.ts';
import { fingerprintOf, type Secrets } from '../storage/secrets.ts';
import type { Database } from './database.ts';
import { installation } from './schema/housekeeping.ts';

/**
 * Makes sure that the database and the keys in the data directory belong together.
 *
 * @throws StartError when they do not: nobody could log in, and nothing that is kept could be opened.
 */
export async function checkInstallation(db: Database, secrets: Secrets): Promise<void> {
  const secretsFingerprint = fingerprintOf(secrets);
  await db.insert(installation).values({ id: 1, secretsFingerprint }).onConflictDoNothing();
  const [row] = await db.select().from(installation);
  if (row?.secretsFingerprint !== secretsFingerprint) {
    throw new StartError(
      'This database was set up with the keys of another data directory. Name that one with --data-dir, or use --reset.',
    );
  }
}

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
