import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { findPostgres, noPostgresMessage } from '../../../scripts/postgres/find-postgres.mjs';
import { startPostgres } from '../../../scripts/postgres/start-postgres.mjs';
import type { Judge } from '../../src/judgement/judgement.ts';
import { startSandbox } from '../../src/server/start-sandbox.ts';
import { type Known, know } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { logIn } from '../support/log-in.ts';
import { OPERATORS, startSubmissions } from '../support/submission-load.ts';
import { twoFreePorts } from '../support/two-free-ports.ts';

const PROCESS = fileURLToPath(new URL('../fixtures/sandbox-process.ts', import.meta.url));
/** Between one fault and the next so many more are accepted. */
const ACCEPTED_BETWEEN = 8;
const DECIDED_IN_MS = 120_000;

describe('what was accepted is decided once', { skip: findPostgres() ? false : noPostgresMessage }, () => {
  let dataDir: string;
  let server: Awaited<ReturnType<typeof startPostgres>>;
  before(async () => {
    server = await startPostgres({ durable: true });
  });
  after(() => server?.close());
  const fresh = async (name: string) => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-faults-'));
    const administrator = new Client({ connectionString: server.url });
    await administrator.connect();
    await administrator.query(`create database ${name}`);
    await administrator.end();
    return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  };
  const everybody = ({ discovery }: Known) =>
    Promise.all(OPERATORS.map((person) => logIn(`${discovery.issuer}/oidc`, person, { register: true })));

  it('when PostgreSQL is restarted under load, three times each fast and immediate', async (t) => {
    const databaseUrl = await fresh('restarted');
    const { judge: reject, close } = judgeSaying({ verdict: 'rejected', reason: 'policy' });
    const judge: Judge = { judge: async (input) => pause(200).then(() => reject(input)), close };
    const sandbox = await startSandbox({ portalPort: 0, dataDir, databaseUrl, judge });
    try {
      const known = await know(sandbox.backendUrl);
      const load = startSubmissions(known, await everybody(known));
      for (let n = 1; n <= 6; n++) {
        await load.accepted(n * ACCEPTED_BETWEEN);
        await server.restart(n % 2 === 0 ? 'fast' : 'immediate');
      }
      const accepted = await load.end();
      t.diagnostic(`${accepted.length} accepted, 6 restarts, ${load.faults.length} answered 503`);
      assert.deepEqual([...new Set(load.faults)], ['unavailable']);
      await assertDecidedOnce(databaseUrl, accepted);
      await assertNothingOrphaned(databaseUrl, dataDir);
    } finally {
      await sandbox.close();
      await rm(dataDir, { recursive: true });
    }
  });

  it('when its process is killed under load, ten times', async (t) => {
    const databaseUrl = await fresh('killed');
    const portalPort = await twoFreePorts();
    let sandbox = await startProcess({ portalPort, dataDir, databaseUrl });
    try {
      const known = await know(`http://127.0.0.1:${portalPort + 1}`);
      const load = startSubmissions(known, await everybody(known));
      for (let n = 1; n <= 10; n++) {
        await load.accepted(n * ACCEPTED_BETWEEN);
        sandbox.kill('SIGKILL');
        await once(sandbox, 'exit');
        sandbox = await startProcess({ portalPort, dataDir, databaseUrl });
      }
      const accepted = await load.end();
      t.diagnostic(`${accepted.length} accepted, 10 kills`);
      await assertDecidedOnce(databaseUrl, accepted);
      await assertNothingOrphaned(databaseUrl, dataDir);
    } finally {
      sandbox.kill('SIGKILL');
      await rm(dataDir, { recursive: true });
    }
  });
});

async function startProcess(options: object): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const left = once(child, 'exit').then(([code]) => assert.fail(`The sandbox left with ${code}.`));
  left.catch(() => {});
  await Promise.race([once(child.stdout!, 'data'), left]);
  return child;
}

interface Decided {
  readonly id: string;
  readonly status: string;
  readonly judgements: number;
  readonly decisions: number;
  readonly jobs: number;
}

async function assertDecidedOnce(databaseUrl: string, accepted: readonly string[]): Promise<void> {
  const query = `
    select id, status,
      (select count(*)::int from family_auth.judgements j where j.application_id = a.id) as judgements,
      (select count(*)::int from family_auth.application_transitions t
        where t.application_id = a.id and to_status = 'rejected') as decisions,
      (select count(*)::int from family_auth_jobs.job
        where name = 'judgement' and data->>'applicationId' = a.id) as jobs
    from family_auth.applications a join family_auth.submissions s on s.application_id = a.id order by id`;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const startedMs = performance.now();
    let rows: Decided[];
    do {
      await pause(200);
      rows = (await client.query(query)).rows;
    } while (
      rows.some(({ status }) => ['submitted', 'processing'].includes(status)) &&
      performance.now() - startedMs < DECIDED_IN_MS
    );
    const once = { status: 'rejected', judgements: 1, decisions: 1, jobs: 1 };
    assert.deepEqual(
      rows,
      [...accepted].sort((a, b) => (a < b ? -1 : 1)).map((id) => ({ id, ...once })),
    );
  } finally {
    await client.end();
  }
}

/** Every file is named by a part, or waits for its deletion; and every part that is held has its file, a plain copy. */
async function assertNothingOrphaned(databaseUrl: string, dataDir: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`
      select blob_key as key, true as held, kept_size from family_auth.evidence_parts where deleted_at is null
      union all select blob_key, false, null from family_auth.evidence_deletions`);
    const known = new Set(rows.map(({ key }) => key));
    const found = await readdir(join(dataDir, 'blobs'), { recursive: true, withFileTypes: true });
    const files = found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath.split(/[\\/]/).at(-1)}/${name.replace(/\.tmp$/, '')}`);
    assert.deepEqual(
      files.filter((file) => !known.has(file)),
      [],
    );
    assert.deepEqual(
      rows.filter(({ key, held, kept_size }) => held && !(kept_size > 0 && files.includes(key))),
      [],
    );
  } finally {
    await client.end();
  }
}
