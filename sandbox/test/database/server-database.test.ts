import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import { FAMILY_AUTH_SCHEMA } from '../../src/database/database.ts';
import { openEmbedded } from '../../src/database/open-database.ts';
import { StartError } from '../../src/errors/errors.ts';
import { startSandbox } from '../../src/server/start-sandbox.ts';
import { judgeSaying } from '../support/judges.ts';
import { databaseUrlFor, onServer } from '../support/test-database.ts';

const skip = onServer ? false : 'needs a PostgreSQL server: npm test -- --only postgres';

describe('a PostgreSQL server in place of the embedded database', { skip }, () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'family-auth-server-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const judge = judgeSaying({ verdict: 'approved' });
  const start = (databaseUrl: string, dataDir = 'memory', reset = false) =>
    startSandbox({ portalPort: 0, dataDir, databaseUrl, reset, judge });
  /** The one line that a person at the terminal would read. */
  const refusal = async (databaseUrl: string, dataDir?: string): Promise<string> => {
    const error = await start(databaseUrl, dataDir).then(
      (sandbox) => sandbox.close().then(() => assert.fail('It started.')),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StartError, String(error));
    assert.equal(error.exitCode, 1);
    assert.ok(!error.message.includes('\n'), error.message);
    const { password } = new URL(databaseUrl);
    assert.ok(password === '' || !error.message.includes(password));
    return error.message;
  };
  const changed = (url: string, changes: Partial<Record<'password' | 'port' | 'pathname', string>>) =>
    Object.assign(new URL(url), changes).href;
  const query = async (url: string, ...statements: string[]) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  it('is refused in one line for a wrong password, a database that is not there, a port where nobody listens', async () => {
    const url = (await databaseUrlFor('memory'))!;
    assert.match(await refusal(changed(url, { password: 'wrong-one' })), /password authentication failed/);
    assert.match(await refusal(changed(url, { pathname: '/not_there' })), /"not_there" does not exist/);
    assert.match(await refusal(changed(url, { port: '1' })), /ECONNREFUSED/);
  });

  it('is refused for a user who may not make tables there', async () => {
    const url = (await databaseUrlFor('memory'))!;
    const user = `guest_${process.pid}`;
    await query(url, `create role ${user} login password 'guest'`);
    try {
      const guest = Object.assign(new URL(url), { username: user, password: 'guest' }).href;
      assert.match(await refusal(guest), /permission denied/);
    } finally {
      await query(url, `drop role ${user}`);
    }
  });

  it('takes its data up again with the keys of its data directory, and only with those', async () => {
    const dataDir = join(directory, 'own');
    const url = (await databaseUrlFor('memory'))!;
    await (await start(url, dataDir)).close();
    await (await start(url, dataDir)).close();
    assert.match(await refusal(url), /keys of another data directory/);
    await (await start(url, 'memory', true)).close();
  });

  it('is brought up to date where its tables are older, and refused where they are newer', async () => {
    const url = (await databaseUrlFor('memory'))!;
    const first = await firstMigration(join(directory, 'migrations'));
    const older = drizzle(url);
    await migrate(older, { migrationsFolder: first, migrationsSchema: FAMILY_AUTH_SCHEMA });
    await older.$client.end();
    const dataDir = join(directory, 'ages');
    await (await start(url, dataDir)).close();
    const table = `${FAMILY_AUTH_SCHEMA}.__drizzle_migrations`;
    await query(url, `insert into ${table} (hash, created_at) values ('of the future', 9999999999999)`);
    assert.match(await refusal(url, dataDir), /newer version/);
  });
});

it('an embedded database of a newer version is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'family-auth-newer-'));
  const database = join(directory, 'database');
  try {
    const { db, close } = await openEmbedded(database);
    await db.execute(
      `insert into ${FAMILY_AUTH_SCHEMA}.__drizzle_migrations (hash, created_at) values ('of the future', 9999999999999)`,
    );
    await close();
    await assert.rejects(openEmbedded(database), (error) => error instanceof StartError);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

/** The migrations as they were in the beginning. */
async function firstMigration(folder: string): Promise<string> {
  await cp(fileURLToPath(new URL('../../migrations', import.meta.url)), folder, { recursive: true });
  const file = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  return folder;
}
