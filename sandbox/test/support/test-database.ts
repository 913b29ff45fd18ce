import { createHash, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { type OpenDatabase, openServer } from '../../src/database/open-database.ts';
import type { SandboxOptions } from '../../src/server/options.ts';
import { type Sandbox, startSandbox as start } from '../../src/server/start-sandbox.ts';
import { openInMemory } from './databases-in-memory.ts';

/** An administrator's `postgres://…`: the tests make databases of their own there. Without it, the embedded one. */
const SERVER = process.env.FAMILY_AUTH_TEST_DATABASE || undefined;

/** Whether the tests run on a PostgreSQL server. */
export const onServer = SERVER !== undefined;

const made = new Set<string>();

// Whatever a test leaves open or half done: with the file's end its databases are gone.
if (onServer) after(() => asAdministrator(drop, [...made]));

/** A sandbox for a test, on the database that the tests run on. A reviewer's decision is settled at once, unless the test says otherwise. */
export async function startSandbox(wanted: SandboxOptions): Promise<Sandbox> {
  const options = { reviewUndoS: 0, ...wanted };
  const dataDir = options.dataDir ?? 'memory';
  const databaseUrl = await databaseUrlFor(dataDir);
  if (databaseUrl !== undefined) return start({ databaseUrl, ...options });
  if (dataDir !== 'memory') return start(options);
  const database = await openInMemory();
  try {
    return await start({ database, ...options });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An empty database with the sandbox's tables. */
export async function openDatabase(): Promise<OpenDatabase> {
  const url = await databaseUrlFor('memory');
  return url === undefined ? openInMemory() : openServer(url, false);
}

/** The server's database that belongs to a data directory, made if needed; always a new one for `memory`. */
export async function databaseUrlFor(dataDir: string): Promise<string | undefined> {
  if (SERVER === undefined) return undefined;
  const place = dataDir === 'memory' ? randomUUID() : resolve(dataDir);
  const name = `family_auth_test_${createHash('sha256').update(place).digest('hex').slice(0, 20)}`;
  if (!made.has(name)) await asAdministrator(create, [name]);
  made.add(name);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs statements in the database of a data directory that no sandbox holds at the moment. */
export async function alterDatabase(dataDir: string, statements: string): Promise<void> {
  const connectionString = await databaseUrlFor(dataDir);
  if (connectionString === undefined) {
    const client = await PGlite.create({ dataDir: join(dataDir, 'database') });
    await client.exec(statements).finally(() => client.close());
    return;
  }
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(statements).finally(() => client.end());
}

/** Every row that stands in the server's database of a data directory, as text; none where there is no server. */
export async function rowsOnServer(dataDir: string): Promise<Buffer[]> {
  const connectionString = await databaseUrlFor(dataDir);
  if (connectionString === undefined) return [];
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const ofSchema = "select table_name from information_schema.tables where table_schema = 'family_auth'";
    const tables: { table_name: string }[] = (await client.query(ofSchema)).rows;
    const rows: Buffer[] = [];
    for (const { table_name } of tables) {
      const held = await client.query(`select t::text as held from family_auth.${table_name} t`);
      rows.push(...held.rows.map(({ held }: { held: string }) => Buffer.from(held)));
    }
    return rows;
  } finally {
    await client.end();
  }
}

const create = (name: string) => `create database ${name}`;
const drop = (name: string) => `drop database if exists ${name} with (force)`;

async function asAdministrator(statement: (name: string) => string, names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: SERVER });
  await client.connect();
  try {
    for (const name of names) await client.query(statement(name));
  } finally {
    await client.end();
  }
}
