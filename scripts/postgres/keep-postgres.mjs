// Keeps a PostgreSQL server of its own for as long as whoever started this holds its standard input open: however that
// process ends (Ctrl-C, a crash, SIGKILL), the server stops and its files go. Prints one line of JSON: {url} or {error}.
// A line `fast` or `immediate` on its input restarts the server in PostgreSQL's mode of that name, and is answered with a
// line {}. With --durable, what was committed outlives that.

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { findPostgres, noPostgresMessage, programIn } from './find-postgres.mjs';

/** Trusted with nothing: the files are gone soon, so that nothing has to reach the disk. */
const FORGETFUL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off'];
const settings = process.argv.includes('--durable') ? [] : FORGETFUL;
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' };
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

const place = findPostgres();
let folder;
let server;
const ended = new AbortController();
// The terminal's Ctrl-C is for whoever started this; the closed input says the rest.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdout.on('error', () => {});
process.stdin.on('close', () => ended.abort());
const commands = createInterface({ input: process.stdin });

try {
  if (!place) throw new Error(noPostgresMessage);
  const { url, restart } = await start();
  say({ url });
  commands.on('line', (mode) => {
    restart(mode).then(
      () => say({}),
      ({ message }) => say({ error: message }),
    );
  });
  await ending(ended.signal);
} catch (error) {
  if (!ended.signal.aborted) say({ error: error.message });
} finally {
  await stop();
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
process.exit();

async function start() {
  folder = mkdtempSync(join(tmpdir(), 'family-auth-postgres-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  const data = join(folder, 'data');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [folder, passwordFile])
    if (place.account) chownSync(path, ...Object.values(place.account));
  const words = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  const options = { ...place.account, cwd: folder, signal: ended.signal };
  await promisify(execFile)(
    programIn(place.bin, 'initdb'),
    [...words, '-E', 'UTF8', '--no-locale', '--no-sync'],
    options,
  );
  rmSync(passwordFile);
  const port = await freePort();
  await serve(data, port);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    restart: async (mode) => {
      await stop(SIGNALS[mode]);
      await serve(data, port);
    },
  };
}

function serve(data, port) {
  const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings];
  const words = ['-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])];
  server = spawn(programIn(place.bin, 'postgres'), words, {
    ...place.account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Error(`PostgreSQL did not start: ${reason}\n${said.slice(-2000)}`));
    const timer = setTimeout(() => fail(`not ready after ${READY_LIMIT_MS} ms`), READY_LIMIT_MS);
    ended.signal.addEventListener('abort', () => fail('no longer wanted'));
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code, signal) => fail(`it ended with ${signal ?? code}`));
    server.stderr.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-20_000);
      if (!/ready to accept connections/.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** SIGINT is PostgreSQL's "fast" stop: connections are cut. */
async function stop(signal = SIGNALS.fast) {
  if (!server || server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function ending(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', resolve);
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
