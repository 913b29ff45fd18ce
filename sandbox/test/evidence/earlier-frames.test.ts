import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { applications } from '../../src/database/schema/applications.ts';
import { frameFingerprints } from '../../src/database/schema/evidence.ts';
import { earlierFrames } from '../../src/evidence/earlier-frames.ts';
import { applicationRow } from '../support/application-row.ts';
import { openDatabase } from '../support/test-database.ts';

describe('what is remembered of earlier pictures', () => {
  let database: OpenDatabase;
  const hash = 'f0'.repeat(32);
  const near = `f1${'f0'.repeat(31)}`;
  before(async () => {
    database = await openDatabase();
    for (const id of ['first-application', 'other-application']) {
      await database.db
        .insert(applications)
        .values(applicationRow({ id, status: 'rejected', method: 'face_liveness', subjectHash: 'x' }));
    }
    await database.db.insert(frameFingerprints).values([
      { applicationId: 'first-application', n: 0, sha256: 'A', perceptualHash: hash, faceHash: 'face' },
      { applicationId: 'first-application', n: 1, sha256: 'B', perceptualHash: null },
    ]);
  });
  after(() => database.close());
  const of = (id: string) => earlierFrames(database.db, { id, subjectHash: 'x' });

  it('finds the same bytes in another application, and not in its own', async () => {
    const asked = ['Z', 'B'];
    const found = await of('other-application').seenDigests(asked);
    assert.deepEqual(found, [{ index: 1, applicationId: 'first-application' }]);
    assert.deepEqual(await of('first-application').seenDigests(asked), []);
    assert.deepEqual(await of('other-application').seenDigests([]), []);
  });

  it('finds pictures that differ in few bits, as many as are allowed', async () => {
    const { seenHashes } = of('other-application');
    assert.deepEqual(await seenHashes([near], 1), [{ index: 0, applicationId: 'first-application' }]);
    assert.deepEqual(await seenHashes([near], 0), []);
    assert.deepEqual(await seenHashes(['0f'.repeat(32), hash], 3), [
      { index: 1, applicationId: 'first-application' },
    ]);
  });

  it('finds the faces of one relative, handed in by whomever', async () => {
    assert.deepEqual(await of('other-application').facesOfRelative(), ['face']);
    assert.deepEqual(await of('first-application').facesOfRelative(), []);
    const ofAnother = earlierFrames(database.db, { id: 'other-application', subjectHash: 'y' });
    assert.deepEqual(await ofAnother.facesOfRelative(), []);
  });
});
