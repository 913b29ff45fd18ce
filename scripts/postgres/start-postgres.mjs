import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('keep-postgres.mjs', import.meta.url));

/**
 * Starts a PostgreSQL server with files of its own on a free port of this computer.
 *
 * @returns {Promise<{url: string, close(): Promise<void>}>} `url`: of the administrator and the empty database
 *   `postgres`. `close` stops the server and removes its files; so does the end of this process, however it ends.
 * @throws Error with a sentence for a person where there is no PostgreSQL or it does not start.
 */
export async function startPostgres() {
  const keeper = spawn(process.execPath, [KEEPER], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  keeper.stdin.on('error', () => {});
  const gone = new Promise((resolve) => keeper.once('exit', resolve));
  const [line] = await Promise.race([firstLine(keeper.stdout), gone.then(() => [])]);
  const { url, error } = JSON.parse(line ?? '{"error":"PostgreSQL did not start."}');
  if (!url) throw new Error(error);
  keeper.unref();
  const close = async () => {
    keeper.ref();
    keeper.stdin.end();
    await gone;
  };
  return { url, close };
}

const firstLine = (stream) =>
  new Promise((resolve) => createInterface({ input: stream }).once('line', (line) => resolve([line])));
