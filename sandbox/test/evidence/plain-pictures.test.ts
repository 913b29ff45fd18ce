import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { DeletionReceipt } from '@family-auth/library/protocol/deletion-receipt.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import { chooseEncryptionKey, lookupIn } from '@family-auth/library/seal/keys.ts';
import { openPart, sealPart } from '@family-auth/library/seal/part.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import { asc, eq, sql } from 'drizzle-orm';
import sharp from 'sharp';
import type { Backend } from '../../src/context/backend.ts';
import type { Database } from '../../src/database/database.ts';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { evidenceDeletions, evidenceParts } from '../../src/database/schema/evidence.ts';
import { forgetEvidence, storeFile, sweepEvidence } from '../../src/evidence/evidence-files.ts';
import { keepPlain, makeLeftPlain, makePlain } from '../../src/evidence/plain-pictures.ts';
import { openPictureReader, type PicturePool } from '../../src/pictures/open-picture-reader.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { type BackendKeys, openBackendKeys } from '../../src/storage/backend-keys.ts';
import { fileBlobStore } from '../../src/storage/blob-store.ts';
import { loadSecrets } from '../../src/storage/secrets.ts';
import { applicationRow } from '../support/application-row.ts';
import { filesLeft, filesOf, swept } from '../support/evidence-files.ts';
import {
  ANNA,
  handIn,
  type Known,
  know,
  OPERATOR,
  PENSIONER,
  postIntent,
  residentOf,
  type SentPhoto,
  waitFor,
} from '../support/family.ts';
import { SVG } from '../support/hostile-pictures.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { MARK, markedPictures } from '../support/marked-pictures.ts';
import { openCase } from '../support/review.ts';
import { openDatabase, startSandbox } from '../support/test-database.ts';

const anna = await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE));
const marked = await markedPictures(anna);
const SILENT = new URL('../fixtures/silent-picture-process.mjs', import.meta.url);
const CORA = residentOf('柯若兰', '448801199506188064');

/** What is kept of an application, opened with the backend's key. */
async function keptContents(dataDir: string, id: string, keys: BackendKeys): Promise<Buffer[]> {
  const contents = (await filesOf(dataDir, id)).map(async (name) => {
    const bytes = new Uint8Array(await readFile(join(dataDir, 'blobs', id, name)));
    const { n } = JSON.parse(
      Buffer.from(Buffer.from(bytes).toString().split('.')[0]!, 'base64url').toString(),
    );
    return Buffer.from((await openPart(bytes, { keys: keys.decryption, app: id, n })).content);
  });
  return Promise.all(contents);
}

describe('what is kept of photos that are judged', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let keys: BackendKeys;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    const judge = judgeSaying({ verdict: 'manual_review' });
    sandbox = await startSandbox({ portalPort: 0, dataDir, judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    keys = await openBackendKeys(
      await loadSecrets(join(dataDir, 'secrets.json')),
      join(dataDir, 'secrets.json'),
    );
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  const judged = async (subject: typeof ANNA, photos: readonly SentPhoto[]) => {
    const { made } = await handIn(known, operator, { subject, relationship: 'sibling' }, photos);
    const { id } = made.application;
    await waitFor(known, operator, id, ['manual_review']);
    await swept(sandbox, id);
    return id;
  };
  const receiptsOf = async (id: string): Promise<DeletionReceipt[]> => {
    const url = `${known.discovery.api_base}/applications/${id}/deletion-receipts`;
    const { receipts } = (await (await call(operator, 'GET', url)).json()) as { receipts: string[] };
    const signers = lookupIn((await (await fetch(known.discovery.jwks_uri)).json()) as { keys: [] }, 'sig');
    const expected = { keys: signers, issuer: known.discovery.issuer, audience: 'example-program' };
    return Promise.all(
      receipts.map((jwt) => verifyStatement('deletion_receipt', jwt, { ...expected, nowMs: Date.now() })),
    );
  };

  it('is the picture, which the reviewer sees, and no place, text or video that came with it', async () => {
    const id = await judged(ANNA, [
      { bytes: marked.jpeg },
      { bytes: marked.png, role: 'social_security_card', cty: 'image/png' },
    ]);
    const contents = await keptContents(dataDir, id, keys);
    assert.equal(contents.length, 2, 'what was received is gone');
    for (const content of contents) {
      assert.equal(content.includes(MARK), false);
      const { format, width, exif, xmp, comments } = await sharp(content).metadata();
      assert.deepEqual([format, width, exif, xmp, comments], ['jpeg', 320, undefined, undefined, undefined]);
    }
    const { see } = await openCase(sandbox, '王审核', id);
    for (const n of [0, 1]) {
      const shown = await sharp(await (await see(`/pictures/${n}`)).bytes()).metadata();
      assert.equal(shown.width, 320);
    }
  });

  it('goes with the consent, and the receipt counts each once', async () => {
    const id = await judged(CORA, [
      { bytes: marked.jpeg },
      { bytes: marked.jpeg, role: 'social_security_card' },
    ]);
    const wish = { intent: 'withdraw_consent', object: id } as const;
    await postIntent(known, operator, `/applications/${id}/consent-withdrawal`, wish);
    assert.deepEqual(await filesLeft(dataDir, id), []);
    await swept(sandbox, id);
    const counts = (await receiptsOf(id)).flatMap(({ deleted }) => deleted);
    assert.deepEqual(
      counts.filter(({ kind }) => kind === 'photos'),
      [{ kind: 'photos', count: 2 }],
    );
  });

  it('is nothing of what no decoder reads, and the reviewer is told so', async () => {
    const id = await judged(PENSIONER, [{ bytes: new Uint8Array(SVG) }]);
    assert.deepEqual(await filesOf(dataDir, id), []);
    const { see } = await openCase(sandbox, '王审核', id);
    assert.match(await (await see()).text(), /这张图片无法打开，未予保留/);
    assert.equal((await see('/pictures/0')).status, 404);
  });
});

describe('a verdict', () => {
  /** What comes of an application while no picture can be copied in time; and what is logged of its copies. */
  async function decided(judgement: Parameters<typeof judgeSaying>[0]) {
    const logged: string[] = [];
    const sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying(judgement),
      pictures: { module: SILENT, pictureDeadlineMs: 50 },
      log: (line) => void logged.push(line),
    });
    try {
      const known = await know(sandbox.backendUrl);
      const operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
      const { made } = await handIn(known, operator, { subject: ANNA, relationship: 'sibling' });
      const ends = ['approved', 'rejected', 'manual_review'];
      const { status } = await waitFor(known, operator, made.application.id, ends);
      return { status, copies: logged.filter((line) => line.startsWith('plain pictures: ')) };
    } finally {
      await sandbox.close();
    }
  }

  it('stands also where there is no time for the copies of its pictures', async () => {
    const { status, copies } = await decided({ verdict: 'rejected', reason: 'evidence_inconsistent' });
    assert.equal(status, 'rejected');
    assert.match(copies.join('\n'), /^plain pictures: \S+ DeadlineError/);
  });

  it('waits for none where it approves: the pictures go with it', async () => {
    assert.deepEqual(await decided({ verdict: 'approved' }), { status: 'approved', copies: [] });
  });
});

describe('a plain copy takes the place of what was received', () => {
  let dataDir: string;
  let database: OpenDatabase;
  let db: Database;
  let pool: PicturePool;
  let keys: BackendKeys;
  let backend: Backend;
  let id: string;
  let made = 0;
  const logged: string[] = [];

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-plain-'));
    database = await openDatabase();
    db = database.db;
    pool = openPictureReader({ processes: 1 });
    keys = await openBackendKeys(
      await loadSecrets(join(dataDir, 'secrets.json')),
      join(dataDir, 'secrets.json'),
    );
    const blobs = fileBlobStore(join(dataDir, 'blobs'));
    const log = (line: string) => void logged.push(line);
    backend = { db, blobs, keys, log, pictures: pool } as Partial<Backend> as Backend;
  });
  after(async () => {
    await pool.close();
    await database.close();
    await rm(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    id = `application-${made++}`;
    logged.length = 0;
    await db.insert(applications).values(applicationRow({ id, status: 'processing' }));
  });

  const receive = async (n: number, role: PartRole, content: Uint8Array) => {
    const recipient = chooseEncryptionKey(keys.publicJwks, Date.now())!;
    const { sealed, part } = await sealPart(content, { recipient, app: id, n, role, cty: 'image/jpeg' });
    await storeFile(backend, id, sealed.bytes, async (tx, blobKey) => {
      await tx.insert(evidenceParts).values({ ...part, applicationId: id, blobKey, receivedAt: new Date() });
      return true;
    });
  };
  const application = () => ({ id, operatorSub: 'operator-1' });
  const parts = () =>
    db.select().from(evidenceParts).where(eq(evidenceParts.applicationId, id)).orderBy(asc(evidenceParts.n));
  const letTimePass = (interval: string) =>
    db.update(evidenceDeletions).set({ dueAt: sql`due_at - ${interval}::interval` });
  const sweepLater = async () => {
    await letTimePass('10 minutes');
    await sweepEvidence(backend);
  };
  const contents = () => keptContents(dataDir, id, keys);
  const holdsMark = async () => (await contents()).some((content) => content.includes(MARK));

  it('the digest and the size of which stay as the manifest names them', async () => {
    await receive(0, 'id_document', marked.webp);
    const [before] = await parts();
    const pictures = await makePlain(backend, application());
    await db.transaction((tx) => keepPlain(tx, pictures));
    const [kept] = await parts();
    assert.deepEqual([kept?.sha256, kept?.size], [before?.sha256, before?.size]);
    assert.notEqual(kept?.blobKey, before?.blobKey);
    await sweepEvidence(backend);
    assert.equal((await backend.blobs.get(kept!.blobKey)).length, kept?.keptSize);
    assert.deepEqual([(await contents()).length, await holdsMark()], [1, false]);
    assert.deepEqual(await makePlain(backend, application()), [], 'once');
  });

  it('also of a key frame, unless nothing lies beside it: that stays as it was signed', async () => {
    const bare = await sharp(anna).resize(320).jpeg().toBuffer();
    await receive(0, 'frame', bare);
    await receive(
      1,
      'frame',
      await sharp(bare)
        .withExif({ IFD0: { Model: MARK } })
        .jpeg()
        .toBuffer(),
    );
    await receive(2, 'trace', Buffer.from(MARK));
    const before = await parts();
    const pictures = await makePlain(backend, application());
    await db.transaction((tx) => keepPlain(tx, pictures));
    await sweepEvidence(backend);
    const kept = await parts();
    assert.deepEqual(
      kept.map(({ blobKey }, n) => blobKey === before[n]?.blobKey),
      [true, false, true],
    );
    assert.deepEqual([kept[0]?.keptSize, kept[2]?.keptSize], [kept[0]?.size, null]);
    const holding = (await contents()).filter((content) => content.includes(MARK));
    assert.deepEqual(holding.map(String), [MARK], 'the trace is no picture');
  });

  it('but not of what is larger than a key frame may be: no decoder is given that', async () => {
    const large = sharp({ create: { width: 1921, height: 1080, channels: 3, background: 'grey' } });
    await receive(
      0,
      'frame',
      await large
        .withExif({ IFD0: { Model: MARK } })
        .jpeg()
        .toBuffer(),
    );
    const forOwner = () => ({ plainPhoto: () => assert.fail('was decoded') }) as never;
    const pictures = await makePlain({ ...backend, pictures: { forOwner } }, application());
    assert.deepEqual(
      pictures.map(({ keep, keptSize }) => [keep, keptSize]),
      [['nothing', 0]],
    );
  });

  it('in the transaction of the verdict: one that dies before it leaves all as it was, and is made again', async () => {
    await receive(0, 'id_document', marked.jpeg);
    const before = await parts();
    await makePlain(backend, application());
    const pictures = await makePlain(backend, application());
    const rolledBack = db.transaction(async (tx) => {
      await keepPlain(tx, pictures);
      throw new Error('It came to nothing.');
    });
    await assert.rejects(rolledBack, /came to nothing/);
    assert.equal((await contents()).length, 3);
    await sweepLater();
    assert.deepEqual(await parts(), before);
    assert.deepEqual([(await contents()).length, await holdsMark()], [1, true], 'as received');

    const again = await makePlain(backend, application());
    await db.transaction((tx) => keepPlain(tx, again));
    await sweepLater();
    assert.deepEqual([(await contents()).length, await holdsMark()], [1, false]);
  });

  it('not when it was swept before: then the verdict waits for another one', async () => {
    await receive(0, 'id_document', marked.jpeg);
    const pictures = await makePlain(backend, application());
    await sweepLater();
    await assert.rejects(
      db.transaction((tx) => keepPlain(tx, pictures)),
      /took too long/,
    );
    assert.deepEqual([(await contents()).length, await holdsMark()], [1, true]);
  });

  it('not when the consent was withdrawn meanwhile: the copy goes, too', async () => {
    await receive(0, 'id_document', marked.jpeg);
    const pictures = await makePlain(backend, application());
    await db.transaction((tx) => forgetEvidence(tx, id));
    await db.transaction((tx) => keepPlain(tx, pictures));
    await sweepEvidence(backend);
    assert.deepEqual(await filesOf(dataDir, id), []);
  });

  it('nor when there was no time to make it; and later, where the case was decided without it', async () => {
    await receive(0, 'id_document', marked.jpeg);
    await db.update(applications).set({ status: 'manual_review' }).where(eq(applications.id, id));
    const busy = openPictureReader({ module: SILENT, pictureDeadlineMs: 50 });
    await makeLeftPlain({ ...backend, pictures: busy });
    await busy.close();
    assert.match(logged.join('\n'), /^plain pictures: application-\d+ DeadlineError/);
    assert.equal(await holdsMark(), true);

    await makeLeftPlain(backend);
    await sweepEvidence(backend);
    assert.deepEqual([(await contents()).length, await holdsMark()], [1, false]);
  });

  it('not as long as it is to be judged', async () => {
    await receive(0, 'id_document', marked.jpeg);
    await makeLeftPlain(backend);
    assert.equal((await parts())[0]?.keptSize, null);
  });
});
