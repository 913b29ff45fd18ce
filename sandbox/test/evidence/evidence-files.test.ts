import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../src/database/database.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { evidenceDeletions, evidenceParts } from '../../src/database/schema/evidence.ts';
import { ProblemError } from '../../src/errors/errors.ts';
import {
  forgetEvidence,
  scheduleEvidenceDeletion,
  storeFile,
  sweepEvidence,
} from '../../src/evidence/evidence-files.ts';
import { type BlobStore, fileBlobStore } from '../../src/storage/blob-store.ts';
import { applicationRow } from '../support/application-row.ts';
import { filesOf } from '../support/evidence-files.ts';
import { openDatabase } from '../support/test-database.ts';

const bytes = new TextEncoder().encode('a sealed picture');

describe('files of evidence', () => {
  let dataDir: string;
  let database: OpenDatabase;
  let db: Database;
  let blobs: BlobStore;
  let id: string;
  let made = 0;
  const logged: string[] = [];
  const backend = () => ({ db, blobs, log: (line: string) => void logged.push(line) });
  const sweep = () => sweepEvidence(backend());
  const files = (of = id) => filesOf(dataDir, of);
  const waiting = () => db.$count(evidenceDeletions, eq(evidenceDeletions.applicationId, id));
  const parts = () => db.$count(evidenceParts, eq(evidenceParts.applicationId, id));
  const letTimePass = (interval: string) =>
    db.update(evidenceDeletions).set({ dueAt: sql`due_at - ${interval}::interval` });

  const record = (n: number) => async (tx: Database, blobKey: string) => {
    const part = {
      applicationId: id,
      n,
      sha256: 'a-digest',
      size: 16,
      role: 'id_document',
      cty: 'image/jpeg',
    };
    const rows = await tx
      .insert(evidenceParts)
      .values({ ...part, blobKey, receivedAt: new Date() } as typeof evidenceParts.$inferInsert)
      .onConflictDoNothing()
      .returning();
    return rows.length === 1;
  };
  const upload = (n: number) => storeFile(backend(), id, bytes, record(n));

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-evidence-'));
    blobs = fileBlobStore(join(dataDir, 'blobs'));
    database = await openDatabase();
    db = database.db;
  });
  after(async () => {
    await database.close();
    await rm(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    id = `application-${made++}`;
    logged.length = 0;
    await db.insert(applications).values(applicationRow({ id, status: 'draft' }));
  });

  it('stay where their deletion is rolled back, and go where it is committed', async () => {
    await upload(0);
    const rolledBack = db.transaction(async (tx) => {
      assert.deepEqual(await scheduleEvidenceDeletion(tx, id), ['id_document']);
      throw new Error('It came to nothing.');
    });
    await assert.rejects(rolledBack, /came to nothing/);
    await sweep();
    assert.equal((await files()).length, 1);

    await db.transaction((tx) => scheduleEvidenceDeletion(tx, id));
    assert.equal((await files()).length, 1, 'nothing is deleted before the commit');
    await sweep();
    assert.deepEqual(await readdir(join(dataDir, 'blobs')), []);
    assert.equal(await parts(), 1, 'what was known of it stays');
    assert.deepEqual(await db.transaction((tx) => scheduleEvidenceDeletion(tx, id)), []);
  });

  it('go with all that was known of them where the evidence is forgotten', async () => {
    await upload(0);
    await upload(1);
    assert.equal((await db.transaction((tx) => forgetEvidence(tx, id))).length, 2);
    await sweep();
    assert.deepEqual([await files(), await parts(), await waiting()], [[], 0, 0]);
  });

  it('that cannot be deleted stop no others, and are tried again later and later', async () => {
    await upload(0);
    await upload(1);
    const [first] = await db.select().from(evidenceParts).where(eq(evidenceParts.applicationId, id));
    const stuck = join(dataDir, 'blobs', first!.blobKey);
    await rm(stuck);
    await mkdir(stuck);
    await db.transaction((tx) => scheduleEvidenceDeletion(tx, id));
    await sweep();
    assert.deepEqual(await files(), [first!.blobKey.split('/')[1]]);
    assert.match(logged.join('\n'), /^evidence: \S+ could not be deleted, try 1: .*EISDIR/);

    assert.equal(await sweep(), 0, 'not at once');
    await letTimePass('5 seconds');
    assert.equal(await sweep(), 1);
    await letTimePass('5 seconds');
    assert.equal(await sweep(), 0, 'and not so soon again');
    await rm(stuck, { recursive: true });
    await letTimePass('5 seconds');
    await sweep();
    assert.deepEqual([await files(), await waiting()], [[], 0]);
  });

  it('of an upload that is not recorded are found when its time is over', async () => {
    const failing = storeFile(backend(), id, bytes, async () => assert.fail('No row.'));
    await assert.rejects(failing, /No row/);
    const unwritten = storeFile(
      { db, blobs: { ...blobs, put: () => assert.fail('The process died.') } },
      id,
      bytes,
      record(0),
    );
    await assert.rejects(unwritten, /died/);
    const rows = await db.select().from(evidenceDeletions).where(eq(evidenceDeletions.applicationId, id));
    await writeFile(join(dataDir, 'blobs', `${rows.at(-1)!.blobKey}.tmp`), bytes.subarray(0, 3));
    assert.equal((await files()).length, 2);
    await sweep();
    assert.equal((await files()).length, 2, 'an upload may still be under way');
    await letTimePass('10 minutes');
    await sweep();
    assert.deepEqual([await files(), await waiting()], [[], 0]);
  });

  it('of the slower of two uploads for one place go at once', async () => {
    assert.deepEqual([await upload(0), await upload(0)], [true, false]);
    assert.equal((await files()).length, 2);
    await sweep();
    assert.deepEqual([(await files()).length, await parts(), await waiting()], [1, 1, 0]);
  });

  it('that were swept before they were recorded are not recorded: the upload is to be sent again', async () => {
    const slow: BlobStore = {
      ...blobs,
      async put(key, content) {
        await blobs.put(key, content);
        await letTimePass('10 minutes');
        await sweep();
      },
    };
    const upload = storeFile({ db, blobs: slow }, id, bytes, record(0));
    await assert.rejects(upload, (error) => error instanceof ProblemError && error.code === 'unavailable');
    assert.deepEqual([await files(), await parts()], [[], 0]);
  });
});
