import type { Pool, PoolClient } from 'pg';

/**
 * SQLSTATEs that say nothing of the statement: connection exceptions (class 08), the server is stopping, crashed,
 * starting or full.
 */
const SQLSTATE = /^(08...|57P0[1-35]|53300)$/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What node-postgres (pg/lib/client.js, pg-pool/index.js) and PGlite say without a code. */
const MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed) and is not queryable|Cannot use a pool after calling end|PGlite is clos(ed|ing))/;
/** Drizzle wraps what the driver threw, and others may wrap that. */
const CAUSES_MAX = 5;

/** Whether `error` means that the database could not be reached, or went away: the same again may succeed later. */
export function isConnectionLost(error: unknown): boolean {
  for (let each = error, depth = 0; isObject(each) && depth < CAUSES_MAX; each = each.cause, depth++) {
    const { code, message } = each;
    if (typeof code === 'string' && (SQLSTATE.test(code) || NETWORK.has(code))) return true;
    if (typeof message === 'string' && MESSAGE.test(message)) return true;
  }
  return false;
}

/** pg-boss reports copies that are no `Error` any more. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/**
 * Lets `pool` outlive its connections. Without this, a connection that breaks while a transaction holds it ends the
 * process (nobody listens for its `error`), and one that breaks before its `begin` is never given back: Drizzle's
 * transaction releases only what began.
 */
export function outliveConnections(pool: Pool): void {
  const held = new Set<PoolClient>();
  pool.on('error', () => {});
  pool.on('acquire', (client) => void held.add(client));
  pool.on('release', (_, client) => void held.delete(client));
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      if (!held.has(client)) return;
      // Whoever holds it sees its next query fail, and may then give it back once more.
      const { release } = client;
      client.release = () => {};
      release(error);
    });
  });
}
