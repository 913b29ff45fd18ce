import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool } from 'pg';
import { type ConstructorOptions, fromPglite } from 'pg-boss';
import { StartError } from '../errors/errors.ts';
import { refuseNewerTables } from './check-installation.ts';
import { type Database, FAMILY_AUTH_SCHEMA } from './database.ts';
import { outliveConnections } from './lost-connections.ts';

/** PostgreSQL schema of the job queue. */
export const JOBS_SCHEMA = 'family_auth_jobs';

export interface OpenDatabase {
  readonly db: Database;
  /** How the job queue reaches the same database. */
  readonly jobs: Pick<ConstructorOptions, 'db' | 'connectionString' | 'backend' | 'max'>;
  close(): Promise<void>;
}

const migration = {
  migrationsFolder: fileURLToPath(new URL('../../migrations', import.meta.url)),
  migrationsSchema: FAMILY_AUTH_SCHEMA,
};

/** The embedded PostgreSQL (PGlite) in `directory`, or in memory without one. */
export async function openEmbedded(directory: string | undefined): Promise<OpenDatabase> {
  const client = await openCluster(directory).catch((cause) => {
    throw new StartError(`The database in ${directory} cannot be opened: ${messageOf(cause)}`, { cause });
  });
  const db = drizzlePglite({ client });
  try {
    await refuseNewerTables(db as unknown as Database, migration);
    await migratePglite(db, migration);
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    db: db as unknown as Database,
    jobs: { db: fromPglite(client), backend: 'pglite' },
    close: () => client.close(),
  };
}

async function openCluster(directory: string | undefined): Promise<PGlite> {
  if (directory === undefined) return PGlite.create({ loadDataDir: await emptyCluster() });
  if (!existsSync(directory)) await layDown(directory);
  return PGlite.create({ dataDir: directory });
}

/** Lays a new cluster down beside its place first: a process that is stopped in the middle leaves no half of one. */
async function layDown(directory: string): Promise<void> {
  const unfinished = `${directory}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const client = await PGlite.create({ dataDir: unfinished, loadDataDir: await emptyCluster() });
  await client.close();
  await rename(unfinished, directory);
}

/**
 * A PostgreSQL server. The message of a failure names host and database, never the password.
 *
 * @throws StartError when it cannot be reached or used, or belongs to a newer version.
 */
export async function openServer(url: string, reset: boolean): Promise<OpenDatabase> {
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    max: 10,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // A process that hangs in a transaction lets the others have its locks.
    idle_in_transaction_session_timeout: 60_000,
  });
  outliveConnections(pool);
  const db = drizzlePg({ client: pool });
  try {
    if (reset) {
      await pool.query(`drop schema if exists ${FAMILY_AUTH_SCHEMA} cascade`);
      await pool.query(`drop schema if exists ${JOBS_SCHEMA} cascade`);
    }
    await refuseNewerTables(db as unknown as Database, migration);
    await migratePg(db, migration);
  } catch (cause) {
    await pool.end();
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The database at ${placeOf(url)} cannot be used: ${messageOf(cause)}`, { cause });
  }
  return {
    db: db as unknown as Database,
    jobs: { connectionString: url, max: 4 },
    close: () => pool.end(),
  };
}

function placeOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'that address' : `${parsed.host}${parsed.pathname}`;
}

/** One line. Node reports a refused connection to several addresses as an error without a message. */
function messageOf(cause: unknown): string {
  // Drizzle says which query failed; what the server or the network said stands behind it.
  const said = cause instanceof DrizzleQueryError ? cause.cause : cause;
  const { message, code } = said as NodeJS.ErrnoException;
  const text = message || code || String(cause);
  return text.split('\n')[0] ?? text;
}

/** See `SandboxOptions`. */
interface DatabaseOptions {
  readonly database?: OpenDatabase;
  readonly databaseUrl?: string;
  readonly reset?: boolean;
}

/** The database that the options bring or name: one that is open, a server, or the embedded one in the data directory. */
export async function openDatabaseFor(
  { database, databaseUrl, reset = false }: DatabaseOptions,
  directory: string | undefined,
): Promise<OpenDatabase> {
  if (database !== undefined) return database;
  return databaseUrl === undefined ? openEmbedded(directory) : openServer(databaseUrl, reset);
}

const packageJson = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string };
const CACHE = fileURLToPath(
  new URL(`../../../node_modules/.cache/family-auth/pglite-${version}.tar.gz`, import.meta.url),
);

/**
 * An empty PostgreSQL cluster as PGlite dumps it: loading it takes a sixth of the time that `initdb` takes (measured
 * 0.8 s against 4.9 s of CPU). Made once and kept beside the packages.
 */
async function emptyCluster(): Promise<Blob> {
  const kept = await readFile(CACHE).catch(() => undefined);
  if (kept !== undefined) return new Blob([kept], { type: 'application/x-gzip' });
  const client = await PGlite.create();
  const dump = await client.dumpDataDir('gzip');
  await client.close();
  await keep(new Uint8Array(await dump.arrayBuffer()));
  return dump;
}

/** A cache that cannot be written costs time only. */
async function keep(bytes: Uint8Array): Promise<void> {
  const unfinished = `${CACHE}.${randomUUID()}`;
  try {
    await mkdir(dirname(CACHE), { recursive: true });
    await writeFile(unfinished, bytes);
    await rename(unfinished, CACHE);
  } catch {
    await rm(unfinished, { force: true }).catch(() => {});
  }
}
