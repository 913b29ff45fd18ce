import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('keep-postgres.mjs', import.meta.url));

/**
 * Starts a PostgreSQL server with files of its own on a free port of this computer.
 *
 * @param {{durable?: boolean}} [options] `durable`: what was committed outlives a crash of the server (default false,
 *   which is faster).
 * @returns {Promise<{url: string, restart(mode: 'fast' | 'immediate'): Promise<void>, close(): Promise<void>}>} `url`:
 *   of the administrator and the empty database `postgres`. `restart` stops the server as PostgreSQL's mode of that
 *   name says, and starts it again on the same port. `close` stops the server and removes its files; so does the end
 *   of this process, however it ends.
 * @throws Error with a sentence for a person where there is no PostgreSQL or it does not start.
 */
export async function startPostgres({ durable = false } = {}) {
  const words = durable ? ['--durable'] : [];
  const keeper = spawn(process.execPath, [KEEPER, ...words], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  keeper.stdin.on('error', () => {});
  const gone = new Promise((resolve) => keeper.once('exit', resolve));
  const lines = createInterface({ input: keeper.stdout });
  const answer = async () => {
    const next = new Promise((resolve) => lines.once('line', resolve));
    const line = await Promise.race([next, gone.then(() => undefined)]);
    const { error, ...said } = JSON.parse(line ?? '{"error":"PostgreSQL did not start."}');
    if (error) throw new Error(error);
    return said;
  };
  const { url } = await answer();
  keeper.unref();
  const restart = async (mode) => {
    const restarted = answer();
    keeper.stdin.write(`${mode}\n`);
    await restarted;
  };
  const close = async () => {
    keeper.ref();
    keeper.stdin.end();
    await gone;
  };
  return { url, restart, close };
}
