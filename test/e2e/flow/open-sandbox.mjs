import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { startPostgres } from '../../../scripts/postgres/start-postgres.mjs';

/**
 * A fresh sandbox for a walk, on the embedded database, on a PostgreSQL server started for it (`postgres`), or on the
 * database of a `postgres://…`.
 *
 * @returns {Promise<{sandbox: import('../../../sandbox/src/server/start-sandbox.ts').Sandbox, close(): Promise<void>}>}
 */
export async function openSandbox(database) {
  const server = database === 'postgres' ? await startPostgres() : undefined;
  const databaseUrl = server?.url ?? database;
  try {
    const sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      ...(databaseUrl && { databaseUrl }),
    });
    const close = async () => {
      await sandbox.close();
      await server?.close();
    };
    return { sandbox, close };
  } catch (error) {
    await server?.close();
    throw error;
  }
}
