import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { long } from '../../../test/long.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import { ANNA, handIn, know, OPERATOR, waitFor } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, logIn } from '../support/log-in.ts';
import { databaseUrlFor, startSandbox } from '../support/test-database.ts';
import { twoFreePorts } from '../support/two-free-ports.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly output: string;
}

/** Runs `npm start`'s main script; `onReady` gets the process once it has printed its addresses. */
async function run(
  words: readonly string[],
  { env = {}, onReady }: { env?: Record<string, string>; onReady?: (stop: () => void) => void } = {},
): Promise<Ended> {
  const args = await onTheDatabaseOfTheTests(words);
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (onReady !== undefined && /Ctrl-C/.test(output)) {
      onReady(() => child.kill('SIGINT'));
      onReady = undefined;
    }
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, lines: errors.split('\n').filter(Boolean), output }));
  });
}

async function onTheDatabaseOfTheTests(args: readonly string[]): Promise<readonly string[]> {
  const dataDir = args[args.indexOf('--data-dir') + 1];
  if (!args.includes('--data-dir') || dataDir === undefined || args.includes('--database-url')) return args;
  const databaseUrl = await databaseUrlFor(dataDir);
  return databaseUrl === undefined ? args : [...args, '--database-url', databaseUrl];
}

describe('starting the sandbox', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'family-auth-start-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('explains its options', async () => {
    const { code, output } = await run(['--help']);
    assert.equal(code, 0);
    for (const option of ['--port', '--data-dir', '--database-url', '--reset', '--origin', '--redirect-uri'])
      assert.ok(output.includes(option));
  });

  it('refuses options and values it does not know with one line and exit code 2', async () => {
    for (const args of [
      ['--prot', '1'],
      ['--port', 'many'],
      ['--port'],
      ['--database-url', 'mysql://x'],
      ['now'],
    ]) {
      const { code, lines } = await run(args);
      assert.deepEqual([args, code, lines.length], [args, 2, 1]);
      assert.match(lines[0]!, /--help/);
    }
  });

  it('says in one line why an origin cannot be a portal’s', async () => {
    const { code, lines } = await run(['--origin', 'http://192.168.1.20:5173']);
    assert.deepEqual([code, lines.length], [2, 1]);
    assert.match(lines[0]!, /must begin with https/);
  });

  it('notices options that npm kept for itself', async () => {
    const { code, lines } = await run([], { env: { npm_lifecycle_event: 'start', npm_config_port: '1' } });
    assert.deepEqual([code, lines.length], [2, 1]);
    assert.match(lines[0]!, /npm start -- --port=1/);
  });

  it('says in one line that a port is taken, and leaves nothing behind', async (t) => {
    const server = createServer();
    t.after(() => server.close());
    const port = await listen(server, 'localhost');
    const data = join(directory, 'never');
    const { code, lines } = await run(['--port', String(port), '--data-dir', data]);
    assert.deepEqual([code, lines.length], [1, 1]);
    assert.match(lines[0]!, new RegExp(`Port ${port} .* in use`));
    await assert.rejects(access(data));
  });

  it('says in one line that a database cannot be reached, without its password', async () => {
    const url = 'postgres://me:secret@127.0.0.1:1/nothing';
    const port = String(await twoFreePorts());
    const args = ['--port', port, '--data-dir', join(directory, 'server'), '--database-url', url];
    const { code, lines } = await run(args);
    assert.deepEqual([code, lines.length], [1, 1]);
    assert.match(lines[0]!, /127\.0\.0\.1:1\/nothing/);
    assert.ok(!lines[0]!.includes('secret'));
  });

  it('stops cleanly on Ctrl-C, refuses a second process meanwhile, and lets the next one in', async () => {
    const data = join(directory, 'shared');
    let second: Promise<Ended> | undefined;
    const [port, other] = [await twoFreePorts(), await twoFreePorts()];
    const first = await run(['--port', String(port), '--data-dir', data], {
      onReady: (stop) => {
        second = run(['--port', String(other), '--data-dir', data]);
        second.finally(stop);
      },
    });
    assert.deepEqual([first.code, first.lines], [0, []]);
    const [portal, backend] = [`http://localhost:${port}`, `http://127\\.0\\.0\\.1:${port + 1}`];
    assert.match(first.output, new RegExp(`${portal}[^]*${backend}`));
    assert.match(
      first.output,
      new RegExp(`${backend}/review/[^]*as reviewer[^]*password .*\\w{4}-\\w{4}-\\w{4}-\\w{4}\\n`),
    );
    assert.match(first.output, /one-time code .*(\d\d:\d\d \d{6} *){5}/);
    const { code, lines } = await second!;
    assert.deepEqual([code, lines.length], [1, 1]);
    assert.match(lines[0]!, /in use by another sandbox/);
    assert.ok(!(await readdir(data)).some((name) => /lock|pid/.test(name)));
  });

  it('stops cleanly when the npm that started it is ended and nobody tells it', long, async () => {
    const data = join(directory, 'orphan');
    const port = String(await twoFreePorts());
    const args = [MAIN, ...(await onTheDatabaseOfTheTests(['--port', port, '--data-dir', data]))];
    const script = `require('child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit' })`;
    const env = { ...process.env, npm_lifecycle_event: 'start' };
    const npm = spawn(process.execPath, ['-e', script], { env });
    let output = '';
    npm.stdout.on('data', (chunk) => {
      output += chunk;
      if (/Ctrl-C/.test(output)) npm.kill('SIGKILL');
    });
    // Its output ends when the last process that holds it does.
    await new Promise((resolve) => npm.on('close', resolve));
    assert.match(output, /Stopped\./);
    assert.ok(!(await readdir(data)).some((name) => /lock|pid/.test(name)));
  });

  it('takes up its data again: people, applications, and judgements that were under way', long, async () => {
    const dataDir = join(directory, 'kept');
    const first = await startSandbox({
      portalPort: 0,
      dataDir,
      judge: slowJudge,
    });
    const session = await logIn(`${first.backendUrl}/oidc`, OPERATOR, { register: true });
    const { made } = await handIn(await know(first.backendUrl), session, {
      subject: ANNA,
      relationship: 'child',
    });
    await waitFor(await know(first.backendUrl), session, made.application.id, ['processing']);
    await first.close();

    const judge = judgeSaying({ verdict: 'approved' });
    const second = await startSandbox({ portalPort: 0, dataDir, judge });
    try {
      const again = await logIn(`${second.backendUrl}/oidc`, OPERATOR);
      assert.equal(again.sub, session.sub);
      const known = await know(second.backendUrl);
      const application = await waitFor(known, again, made.application.id, ['approved']);
      assert.ok(application.card_ref);
    } finally {
      await second.close();
    }

    const third = await startSandbox({ portalPort: 0, dataDir, judge, reset: true });
    try {
      const fresh = await logIn(`${third.backendUrl}/oidc`, OPERATOR, { register: true });
      assert.notEqual(fresh.sub, session.sub);
      const response = await call(fresh, 'GET', `${third.backendUrl}/v1/me`);
      assert.equal(((await response.json()) as { applications: [] }).applications.length, 0);
    } finally {
      await third.close();
    }
  });
});

/** Is still judging when it is told to stop. */
const slowJudge: Judge = {
  judge: (_, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    }),
  close: async () => {},
};

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, host, () => resolve((server.address() as { port: number }).port));
  });
}
