import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { long } from '../../../test/long.ts';
import { type AuditLog, openAuditLog } from '../../src/audit/audit-log.ts';
import { readAnchor } from '../../src/audit/checkpoints.ts';
import { auditMacs } from '../../src/audit/mac.ts';
import { keepUnkeyedLog } from '../../src/audit/unkeyed-log.ts';
import { verifyAudit } from '../../src/audit/verify-audit.ts';
import { auditPage } from '../../src/auditor/page.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import {
  auditCheckpoints,
  auditEntries,
  auditHeads,
  unkeyedAuditLog,
} from '../../src/database/schema/audit.ts';
import { withInstallation } from '../../src/server/open-installation.ts';
import { ANNA, draft, know, OPERATOR } from '../support/family.ts';
import { logIn } from '../support/log-in.ts';
import { databaseUrlFor, openDatabase, startSandbox } from '../support/test-database.ts';

const KEY = Buffer.alloc(32, 1).toString('base64url');

/** `npm run audit:verify`'s main script. */
const MAIN = fileURLToPath(new URL('../../src/audit-main.ts', import.meta.url));

describe('the auditor’s page', () => {
  it('says in Chinese who did what, with the log’s own code beside it', () => {
    const context = { language: 'zh-CN', title: '操作记录', prefix: '/audit', path: '/audit/' } as const;
    const row = { object: 'case-a', at: new Date(), previousMac: '', mac: '' };
    const entries = [
      { ...row, seq: 1, actor: 'reviewer:li', action: 'review.case_opened', details: { n: 2 } },
      { ...row, seq: 2, actor: 'system', action: 'of.an_earlier_version', details: {} },
    ];
    const checkpoints = { newest: null, unnotedSince: undefined, overdue: false };
    const page = auditPage(context, { object: 'case-a', found: { entries, brokenFrom: null }, checkpoints });
    for (const said of [
      '审核员 li',
      '打开案件（review.case_opened）',
      '第几张 2',
      '系统',
      'of.an_earlier_version',
    ]) {
      assert.ok(page.includes(said), said);
    }
  });
});

describe('the audit log', () => {
  let database: OpenDatabase;
  let audit: AuditLog;
  let folder: string;
  let anchorFile: string;

  beforeEach(async () => {
    database = await openDatabase();
    folder = mkdtempSync(join(tmpdir(), 'family-auth-audit-'));
    anchorFile = join(folder, 'audit-checkpoint.json');
    audit = openAuditLog(KEY, anchorFile);
    for (const object of ['case-a', 'case-b']) {
      for (const version of [1, 2, 3]) await append(object, version);
    }
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  const append = (object: string, version: number) =>
    database.db.transaction((tx) =>
      audit.append(tx, {
        actor: 'reviewer:li',
        action: 'application.rejected',
        object,
        details: { version, reason: 'policy' },
      }),
    );
  const verify = async (key = KEY) => verifyAudit(database.db, key, await readAnchor(anchorFile));
  const broken = async () => (await verify()).broken.map(({ object, seq, why }) => [object, seq, why]);
  const isEntry = (object: string, seq: number) =>
    and(eq(auditEntries.object, object), eq(auditEntries.seq, seq));

  it('holds while nobody touches it, a chain for each object', async () => {
    const report = await verify();
    assert.deepEqual([report.chains, report.entries, report.broken], [2, 6, []]);
  });

  it('holds however many append to one object at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => append('case-c', n)));
    const report = await verify();
    assert.deepEqual([report.entries, report.broken], [26, []]);
  });

  it('shows who changed a row and computed every hash after it anew, without the key', async () => {
    const { db } = database;
    await db
      .update(auditEntries)
      .set({ details: { version: 2, reason: 'duplicate' } })
      .where(isEntry('case-a', 2));
    const forger = auditMacs(Buffer.alloc(32, 2).toString('base64url'));
    let previousMac = '';
    const rows = await db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.object, 'case-a'))
      .orderBy(asc(auditEntries.seq));
    for (const row of rows) {
      const content = { ...row, previousMac };
      const mac = row.seq === 1 ? row.mac : forger.entry(content);
      await db.update(auditEntries).set({ previousMac, mac }).where(isEntry('case-a', row.seq));
      previousMac = mac;
    }
    const head = { object: 'case-a', seq: 3, mac: previousMac };
    await db
      .update(auditHeads)
      .set({ mac: previousMac, headMac: forger.head(head) })
      .where(eq(auditHeads.object, 'case-a'));
    assert.deepEqual(await broken(), [['case-a', 2, 'row_changed']]);
  });

  it('shows that anything was changed in a row, and nothing but that', async () => {
    const { db } = database;
    const [row] = await db.select().from(auditEntries).where(isEntry('case-a', 2));
    for (const change of [
      { at: new Date(row!.at.getTime() + 1) },
      { actor: 'reviewer:wu' },
      { action: 'application.approved' },
      { details: { version: 2, reason: 'duplicate' } },
      { details: { version: 2 } },
    ]) {
      await db.update(auditEntries).set(change).where(isEntry('case-a', 2));
      assert.deepEqual(await broken(), [['case-a', 2, 'row_changed']], Object.keys(change)[0]);
      await db.update(auditEntries).set(row!).where(isEntry('case-a', 2));
    }
    assert.deepEqual(await broken(), []);
  });

  it('shows a row that was taken out, at the beginning, in the middle or moved to another case', async () => {
    const { db } = database;
    await db.delete(auditEntries).where(isEntry('case-a', 1));
    await db.delete(auditEntries).where(isEntry('case-b', 2));
    assert.deepEqual(await broken(), [
      ['case-a', 1, 'row_missing'],
      ['case-b', 2, 'row_missing'],
    ]);
    await db.update(auditEntries).set({ object: 'case-b' }).where(isEntry('case-a', 2));
    assert.deepEqual((await broken())[1], ['case-b', 2, 'row_changed']);
  });

  it('shows that the end of a chain was cut off, also where its head was set back', async () => {
    const { db } = database;
    await db.delete(auditEntries).where(and(eq(auditEntries.object, 'case-a'), gt(auditEntries.seq, 1)));
    assert.deepEqual(await broken(), [['case-a', 2, 'tail_missing']]);
    const [first] = await db.select().from(auditEntries).where(isEntry('case-a', 1));
    await db.update(auditHeads).set({ seq: 1, mac: first!.mac }).where(eq(auditHeads.object, 'case-a'));
    assert.deepEqual(await broken(), [['case-a', 1, 'head_changed']]);
  });

  it('shows after a checkpoint that a whole chain is gone, and what was put back from an older copy', async () => {
    const { db } = database;
    const older = (await db.select().from(auditHeads).where(eq(auditHeads.object, 'case-b')))[0]!;
    await append('case-b', 4);
    await audit.checkpoint(db);
    await db.delete(auditEntries).where(eq(auditEntries.object, 'case-a'));
    await db.delete(auditHeads).where(eq(auditHeads.object, 'case-a'));
    await db.delete(auditEntries).where(isEntry('case-b', 4));
    await db.update(auditHeads).set(older).where(eq(auditHeads.object, 'case-b'));
    assert.deepEqual((await broken()).sort(), [
      ['case-a', 1, 'chain_missing'],
      ['case-b', 4, 'tail_missing'],
    ]);
  });

  it('shows that a chain is kept out of the checkpoints, to take its end and its head back later', async () => {
    const { db } = database;
    const isHead = eq(auditHeads.object, 'case-b');
    await audit.checkpoint(db);
    await db.transaction((tx) =>
      openAuditLog(KEY, anchorFile).append(tx, {
        actor: 'reviewer:li',
        action: 'application.approved',
        object: 'case-b',
      }),
    );
    const older = (await db.select().from(auditHeads).where(isHead))[0]!;
    await db.update(auditHeads).set({ checkpointSeq: older.seq }).where(isHead);
    await audit.checkpoint(db);
    assert.deepEqual(await broken(), [['case-b', 4, 'head_changed']]);
  });

  it('notes in a checkpoint what this process added, also where the database says that it is noted', async () => {
    const { db } = database;
    const isHead = eq(auditHeads.object, 'case-b');
    await audit.checkpoint(db);
    const older = (await db.select().from(auditHeads).where(isHead))[0]!;
    await append('case-b', 4);
    await db.update(auditHeads).set({ checkpointSeq: 4 }).where(isHead);
    await audit.checkpoint(db);
    await db.delete(auditEntries).where(isEntry('case-b', 4));
    await db.update(auditHeads).set(older).where(isHead);
    assert.deepEqual(await broken(), [['case-b', 4, 'tail_missing']]);
  });

  it('shows by what is noted beside the key that the last checkpoint is gone', async () => {
    await audit.checkpoint(database.db);
    await append('case-c', 1);
    await audit.checkpoint(database.db);
    const { n, mac } = (await verify()).newest!;
    assert.deepEqual({ n, mac }, await readAnchor(anchorFile));
    await database.db.delete(auditCheckpoints).where(eq(auditCheckpoints.n, 2));
    assert.deepEqual(await broken(), [['checkpoints', 2, 'checkpoint_missing']]);
    writeFileSync(anchorFile, '{}');
    assert.deepEqual(await broken(), [['checkpoints', 1, 'anchor_damaged']]);
  });

  it('shows a checkpoint that was changed', async () => {
    await audit.checkpoint(database.db);
    await database.db.update(auditCheckpoints).set({ heads: [] });
    assert.deepEqual(await broken(), [['checkpoints', 1, 'checkpoint_changed']]);
  });

  it('notes in a checkpoint only what has grown since the one before', async () => {
    await audit.checkpoint(database.db);
    await audit.checkpoint(database.db);
    await append('case-b', 4);
    await audit.checkpoint(database.db);
    const rows = await database.db.select().from(auditCheckpoints).orderBy(asc(auditCheckpoints.n));
    assert.deepEqual(
      rows.map(({ heads }) => heads.map(({ object, seq }) => `${object} ${seq}`)),
      [['case-a 3', 'case-b 3'], ['case-b 4']],
    );
  });

  it('does not hold under another key', async () => {
    const { broken: faults } = await verify(Buffer.alloc(32, 3).toString('base64url'));
    assert.deepEqual(
      faults.map(({ seq }) => seq),
      [1, 1],
    );
  });

  it('is held by a command, which names the first broken row of each broken chain', long, async () => {
    const dataDir = join(folder, 'data');
    const sandbox = await startSandbox({ portalPort: 0, dataDir });
    const session = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    const { application } = await draft(await know(sandbox.backendUrl), session, {
      subject: ANNA,
      relationship: 'child',
    });
    await sandbox.close();
    const databaseUrl = await databaseUrlFor(dataDir);
    const place = ['--data-dir', dataDir, ...(databaseUrl ? ['--database-url', databaseUrl] : [])];
    const json = join(folder, 'report.json');
    const run = (words: string[]) => spawnSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' });

    const whole = run([...place, '--json', json]);
    assert.equal(whole.status, 0, whole.stderr);
    assert.deepEqual(JSON.parse(readFileSync(json, 'utf8')).broken, []);

    await withInstallation({ dataDir, databaseUrl }, ({ db }) =>
      db.update(auditEntries).set({ actor: 'system' }).where(isEntry(application.id, 1)),
    );
    const edited = run(place);
    assert.equal(edited.status, 1);
    assert.match(edited.stdout, new RegExp(`broken: ${application.id} from row 1: row_changed`));
    const nowhere = run(['--data-dir', join(folder, 'nowhere')]);
    assert.deepEqual([nowhere.status, nowhere.stderr.trim().split('\n').length], [1, 1]);
  });

  describe('of a version that had no key', () => {
    beforeEach(async () => {
      let previousHash = '0'.repeat(43);
      for (const version of [1, 2, 3]) {
        const at = new Date();
        const fields = [
          previousHash,
          at.toISOString(),
          'system',
          'card.bound',
          'card',
          [['version', version]],
        ];
        const hash = createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
        const row = { actor: 'system', action: 'card.bound', object: 'card', details: { version } };
        await database.db.insert(unkeyedAuditLog).values({ ...row, at, previousHash, hash });
        previousHash = hash;
      }
    });

    it('is kept as it was, and held by the key from the update on', async () => {
      await keepUnkeyedLog(database.db, audit);
      await keepUnkeyedLog(database.db, audit);
      const report = await verify();
      assert.deepEqual([report.entries, report.broken], [7, []]);
      const [last] = await database.db
        .select()
        .from(unkeyedAuditLog)
        .orderBy(desc(unkeyedAuditLog.seq))
        .limit(1);
      await database.db.delete(unkeyedAuditLog).where(eq(unkeyedAuditLog.seq, last!.seq));
      assert.deepEqual(await broken(), [['unkeyed log', 3, 'tail_missing']]);
    });

    it('shows a row that was changed', async () => {
      await database.db.update(unkeyedAuditLog).set({ actor: 'reviewer:li' }).where(sql`seq = 2`);
      assert.deepEqual(await broken(), [['unkeyed log', 2, 'row_changed']]);
    });
  });
});
