import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { long } from '../../../test/long.ts';
import { type AuditLog, openAuditLog } from '../../src/audit/audit-log.ts';
import { checkpointInTime, checkpointNews } from '../../src/audit/checkpoint-news.ts';
import { readAnchor } from '../../src/audit/checkpoints.ts';
import { verifyAudit } from '../../src/audit/verify-audit.ts';
import { type OpenDatabase, openEmbedded, openServer } from '../../src/database/open-database.ts';
import { CHECKPOINT_OVERDUE_S } from '../../src/rules/policy.ts';
import { withInstallation } from '../../src/server/open-installation.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { logInAtDesk, staffNamed } from '../support/staff.ts';
import { databaseUrlFor, onServer, startSandbox } from '../support/test-database.ts';

const KEY = Buffer.alloc(32, 1).toString('base64url');
const OVERDUE_MS = CHECKPOINT_OVERDUE_S * 1000;
/** `npm run audit:verify`'s main script. */
const MAIN = fileURLToPath(new URL('../../src/audit-main.ts', import.meta.url));

const appendTo = ({ db }: Pick<OpenDatabase, 'db'>, audit: AuditLog, object: string) =>
  db.transaction((tx) => audit.append(tx, { actor: 'reviewer:li', action: 'review.case_opened', object }));

describe('a checkpoint that cannot be written', () => {
  let database: OpenDatabase;
  let databaseUrl: string | undefined;
  let audit: AuditLog;
  let folder: string;
  let anchorFile: string;
  let logged: string[];

  beforeEach(async () => {
    databaseUrl = await databaseUrlFor('memory');
    database =
      databaseUrl === undefined ? await openEmbedded(undefined) : await openServer(databaseUrl, false);
    folder = await mkdtemp(join(tmpdir(), 'family-auth-checkpoints-'));
    anchorFile = join(folder, 'audit-checkpoint.json');
    audit = openAuditLog(KEY, anchorFile);
    logged = [];
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const append = (object: string) => appendTo(database, audit, object);
  const backend = () => ({ audit, db: database.db, log: (line: string) => void logged.push(line) });
  /** What is logged when the next one is due. */
  const nextLogs = async () => {
    logged.length = 0;
    await checkpointInTime(backend());
    return logged.map((line) => line.split(' ').slice(0, 2).join(' '));
  };
  const verify = async () => verifyAudit(database.db, KEY, await readAnchor(anchorFile));
  const FAILED = 'audit: checkpoint_failed';
  const OVERDUE = 'audit: checkpoint_overdue';
  const startClock = (t: TestContext) => t.mock.timers.enable({ apis: ['Date'], now: Date.now() });

  it('is logged as failed, after five minutes as overdue, and no more once it is written', async (t) => {
    startClock(t);
    await append('case-a');
    assert.deepEqual(await nextLogs(), []);
    await database.db.execute(
      sql`alter table family_auth.audit_checkpoints add constraint kept_out check (n < 0) not valid`,
    );
    await append('case-a');
    const since = new Date();
    assert.deepEqual(await nextLogs(), [FAILED]);
    t.mock.timers.tick(OVERDUE_MS);
    assert.deepEqual(await nextLogs(), [FAILED]);
    t.mock.timers.tick(1000);
    assert.deepEqual(await nextLogs(), [FAILED, OVERDUE]);
    assert.match(logged[1]!, new RegExp(` since ${since.toISOString()}, newest 1 of `));
    await database.db.execute(sql`alter table family_auth.audit_checkpoints drop constraint kept_out`);
    assert.deepEqual(await nextLogs(), []);
    assert.deepEqual((await verify()).broken, []);
  });

  it('is overdue by what the process knows itself, whatever the database says', async (t) => {
    startClock(t);
    await append('case-a');
    await database.db.execute(sql`update family_auth.audit_heads set checkpoint_seq = seq`);
    await database.db.execute(
      sql`create rule kept_out as on insert to family_auth.audit_checkpoints do instead select 1/0`,
    );
    t.mock.timers.tick(OVERDUE_MS + 1000);
    assert.deepEqual(await nextLogs(), [FAILED, OVERDUE]);
  });

  it('is overdue also for the entries of another process', async (t) => {
    startClock(t);
    await appendTo(database, openAuditLog(KEY, anchorFile), 'case-a');
    t.mock.timers.tick(OVERDUE_MS + 1000);
    const { overdue, newest } = await checkpointNews(backend());
    assert.deepEqual([overdue, newest, audit.unnotedSince()], [true, null, undefined]);
  });

  it('is not complete before it is noted outside the database, and that is tried again', async (t) => {
    startClock(t);
    await rm(folder, { recursive: true });
    await append('case-a');
    assert.deepEqual(await nextLogs(), [FAILED]);
    t.mock.timers.tick(OVERDUE_MS + 1000);
    assert.deepEqual(await nextLogs(), [FAILED, OVERDUE]);
    await mkdir(folder);
    assert.deepEqual(await nextLogs(), []);
    const { newest } = await verify();
    assert.deepEqual(await readAnchor(anchorFile), { n: newest!.n, mac: newest!.mac });
  });

  it('is not missed where nothing was done', async (t) => {
    startClock(t);
    await append('case-a');
    await nextLogs();
    t.mock.timers.tick(100 * OVERDUE_MS);
    assert.deepEqual(await nextLogs(), []);
    const { overdue, unnoted } = await verify();
    assert.deepEqual([overdue, unnoted], [false, null]);
  });

  it('leaves entries that the verification counts, and finds overdue after five minutes', async (t) => {
    startClock(t);
    await append('case-a');
    await nextLogs();
    const since = new Date();
    await append('case-a');
    await append('case-b');
    const early = await verify();
    assert.deepEqual([early.unnoted, early.overdue, early.newest?.n], [{ entries: 2, since }, false, 1]);
    t.mock.timers.tick(OVERDUE_MS + 1000);
    const late = await verify();
    assert.deepEqual([late.unnoted, late.overdue, late.broken], [{ entries: 2, since }, true, []]);
  });

  describe('because of somebody else’s lock', {
    skip: onServer ? false : 'needs a PostgreSQL server',
  }, () => {
    let holder: Client;
    const hold = async (...statements: string[]) => {
      holder = new Client({ connectionString: databaseUrl });
      await holder.connect();
      for (const statement of ['begin', ...statements]) await holder.query(statement);
    };
    const giveBack = () => holder.end();
    const LOCKS = {
      'the one that writers of checkpoints ask for': ['select pg_advisory_xact_lock(16425169)'],
      'the chain’s head': ['select * from family_auth.audit_heads for update'],
    };
    for (const [lock, statements] of Object.entries(LOCKS)) {
      it(`on ${lock} makes nothing fail, and is overdue`, async (t) => {
        startClock(t);
        await append('case-a');
        await hold(...statements);
        assert.deepEqual(await nextLogs(), []);
        t.mock.timers.tick(OVERDUE_MS + 1000);
        assert.deepEqual(await nextLogs(), [OVERDUE]);
        await giveBack();
        assert.deepEqual(await nextLogs(), []);
      });
    }

    it('on the table fails, and neither the next one nor a reader waits for it', async (t) => {
      startClock(t);
      await append('case-a');
      await hold('lock table family_auth.audit_checkpoints in access exclusive mode');
      t.mock.timers.tick(OVERDUE_MS + 1000);
      assert.deepEqual(await nextLogs(), [FAILED, OVERDUE]);
      const { newest, overdue } = await checkpointNews(backend());
      assert.deepEqual([newest, overdue], ['unreadable', true]);
      await assert.rejects(verify());
      await giveBack();
      assert.deepEqual(await nextLogs(), []);
    });
  });
});

describe('an overdue checkpoint', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    sandbox = await startSandbox({ portalPort: 0, dataDir });
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  it('stands on the auditor’s page, until it is written', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const auditor = await staffNamed(sandbox, '吴审计', ['auditor']);
    const ask = await logInAtDesk(sandbox.auditUrl, auditor);
    const page = async () => (await ask(new URL('?lang=en', sandbox.auditUrl))).text();
    t.mock.timers.tick(OVERDUE_MS + 60_000);
    assert.match(await page(), /role="alert">Entries since [^<]+ are in no checkpoint/);
    await sandbox.cleanUp();
    const written = await page();
    assert.match(written, /Newest checkpoint: number \d+, /);
    assert.ok(!written.includes('role="alert"'));
  });

  it('is found by the command, which says how old the newest one is', long, async (t) => {
    await sandbox.close();
    const databaseUrl = await databaseUrlFor(dataDir);
    const place = ['--data-dir', dataDir, ...(databaseUrl ? ['--database-url', databaseUrl] : [])];
    const run = () => spawnSync(process.execPath, [MAIN, ...place], { encoding: 'utf8' });
    const whole = run();
    assert.equal(whole.status, 0, whole.stdout + whole.stderr);
    assert.match(whole.stdout, /^newest checkpoint: \d+ \S{43} of \S+Z, -?\d+ min old$/m);

    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - OVERDUE_MS - 60_000 });
    await withInstallation({ dataDir, databaseUrl }, async ({ db, secrets, auditAnchor }) =>
      appendTo({ db }, openAuditLog(secrets.auditKey, auditAnchor), 'case-a'),
    );
    t.mock.timers.reset();
    const late = run();
    assert.equal(late.status, 1);
    assert.match(late.stdout, /^in no checkpoint: 1 entry, the first of \S+Z, 6 min old$/m);
    assert.match(late.stdout, /^checkpoint_overdue: /m);
    assert.match(late.stdout, /^Every chain holds\.$/m);

    const logged: string[] = [];
    const restarted = await startSandbox({ portalPort: 0, dataDir, log: (line) => void logged.push(line) });
    const auditor = await logInAtDesk(restarted.auditUrl, await staffNamed(restarted, '郑审计', ['auditor']));
    const page = await (await auditor(new URL('?lang=en', restarted.auditUrl))).text();
    assert.ok(!page.includes('role="alert"'), 'written at the start');
    await restarted.close();
    assert.deepEqual([run().status, logged.filter((line) => line.includes('checkpoint'))], [0, []]);
  });
});
