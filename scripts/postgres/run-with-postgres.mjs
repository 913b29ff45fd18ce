// node scripts/postgres/run-with-postgres.mjs ARGUMENTS…: runs Node with these arguments while a PostgreSQL server stands
// for it; the server's address is in FAMILY_AUTH_TEST_DATABASE.

import { spawn } from 'node:child_process';
import { startPostgres } from './start-postgres.mjs';

const { url, close } = await startPostgres();
const env = { ...process.env, FAMILY_AUTH_TEST_DATABASE: url };
const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit', env });
process.exitCode = await new Promise((resolve) => {
  child.once('error', () => resolve(127));
  child.once('close', (code) => resolve(code ?? 1));
});
await close();
