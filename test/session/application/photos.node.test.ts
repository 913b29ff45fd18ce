import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraError } from '../../../src/base/errors.ts';
import type { DocumentSight } from '../../../src/documents/check-document.ts';
import { setTheStage } from '../support/stage.ts';

const JPEG = new Blob([new Uint8Array([1, 2, 3])], { type: 'image/jpeg' });

test('document review is handed in without a camera being opened', async () => {
  await using stage = setTheStage();
  const { photos, complete } = await stage.toPhotos();
  assert.deepEqual(
    photos.map(({ role, required }) => [role, required]),
    [
      ['id_document', true],
      ['social_security_card', false],
    ],
  );
  assert.equal(complete, false);
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', (phase) => phase.complete);
  stage.send({ kind: 'next' });
  stage.send({ kind: 'next' });
  await stage.until('approved');
  assert.equal(stage.person.requests.length, 0);
  const manifest = stage.manifest();
  assert.deepEqual(
    manifest.parts.map(({ n, role }) => [n, role]),
    [[0, 'id_document']],
  );
  assert.equal(manifest.challenge, undefined);
  assert.equal(stage.backend.submissions.length, 1);
});

test('a file that is no picture is refused with its reason, and what was chosen before stays', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({
    kind: 'set_photo',
    role: 'social_security_card',
    photo: new Blob(['x'], { type: 'text/plain' }),
  });
  const { photoErrors, photos } = await stage.until(
    'photos',
    (phase) => Object.keys(phase.photoErrors).length > 0,
  );
  assert.deepEqual(photoErrors, { social_security_card: 'not_an_image' });
  assert.equal(photos[0]!.photo, JPEG);
});

test('next without the required photo does nothing', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'next' });
  stage.send({ kind: 'set_photo', role: 'social_security_card', photo: JPEG });
  await stage.until('photos', ({ photos }) => photos[1]!.photo !== null);
  assert.equal(stage.backend.count('uploadParts'), 0);
});

test('a photo by the camera closes the camera at once', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  assert.equal(stage.person.requests[0]!.facing, 'environment');
  stage.send({ kind: 'shutter' });
  const { photos } = await stage.until('photos', ({ complete }) => complete);
  assert.equal(photos[0]!.photo!.type, 'image/jpeg');
  assert.deepEqual([stage.person.openCameras, stage.person.openPictures], [0, 0]);
});

test('turning back from the camera leaves the photos as they were', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  stage.send({ kind: 'back' });
  const { complete } = await stage.until('photos');
  assert.equal(complete, false);
  assert.equal(stage.person.openCameras, 0);
});

test('a camera that does not open leads back to the files', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.person.refusal = new CameraError('camera_denied', 'no');
  stage.send({ kind: 'take_photo', role: 'id_document' });
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['camera_denied', ['retry', 'back']]);
  stage.send({ kind: 'back' });
  await stage.until('photos');
});

test('a camera for documents that nobody minds goes off', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  stage.clock.advance(200_000);
  await stage.until('photos');
  assert.equal(stage.person.openCameras, 0);
});

/** A card of 800 by 500 pixels whose left side is at `x`. */
const cardAt = (x: number): DocumentSight => ({
  fault: null,
  quad: [
    { x, y: 100 },
    { x: x + 800, y: 100 },
    { x: x + 800, y: 600 },
    { x, y: 600 },
  ],
  measures: {},
});

test('a document that is right and held still is taken by itself, and the camera goes off', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.documents.sight = cardAt(100);
  stage.send({ kind: 'take_photo', role: 'id_document' });
  const { photos } = await stage.until('photos', ({ complete }) => complete);
  assert.equal(photos[0]!.photo!.type, 'image/jpeg');
  assert.equal(photos[0]!.doubt, null);
  assert.deepEqual([stage.person.openCameras, stage.person.openPictures], [0, 0]);
  assert.equal(stage.person.requests[0]!.purpose, 'photo');
});

test('what is wrong with the picture is said while somebody aims, and nothing is taken meanwhile', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.documents.sight = { ...cardAt(100), fault: 'glare' };
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ hint }) => hint === 'glare');
  stage.documents.sight = cardAt(100);
  await stage.until('taking_photo', ({ hint, progress }) => hint === null && progress > 0);
  await stage.until('photos', ({ complete }) => complete);
});

test('the shutter takes what the look finds faulty; it is sent once the person has said that it is right', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.documents.sight = { ...cardAt(100), fault: 'blurred' };
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ hint }) => hint === 'blurred');
  stage.send({ kind: 'shutter' });
  const { photos, complete } = await stage.until('photos', (phase) => phase.photos[0]!.photo !== null);
  assert.deepEqual([photos[0]!.doubt, complete], ['blurred', false]);
  stage.send({ kind: 'next' });
  stage.send({ kind: 'keep_photo', role: 'id_document' });
  await stage.until('photos', (phase) => phase.complete);
  assert.equal(stage.backend.count('uploadParts'), 0);
  stage.send({ kind: 'next' });
  await stage.until('approved');
});

test('a file is looked at like a picture of the camera; another one takes the doubt away', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.documents.photoFault = 'cut_off';
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  const { complete } = await stage.until('photos', ({ photos }) => photos[0]!.doubt === 'cut_off');
  assert.equal(complete, false);
  assert.ok(stage.seen.some((phase) => phase.kind === 'photos' && phase.looking === 'id_document'));
  stage.documents.photoFault = null;
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', (phase) => phase.complete);
});

test('a photo in doubt that nobody asked for keeps the others from being sent until it is looked at', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', ({ complete }) => complete);
  stage.documents.photoFault = 'blurred';
  stage.send({ kind: 'set_photo', role: 'social_security_card', photo: JPEG });
  await stage.until('photos', ({ complete }) => !complete);
  stage.send({ kind: 'set_photo', role: 'social_security_card', photo: null });
  await stage.until('photos', ({ complete }) => complete);
});

test('where the looks cannot be fetched, photos are taken without them, and the fault is reported', async () => {
  await using stage = setTheStage({
    parts: {
      loadDocumentChecks: async () => {
        throw new Error('no such file');
      },
    },
  });
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  stage.send({ kind: 'shutter' });
  await stage.until('photos', ({ complete }) => complete);
  assert.ok(stage.faults.length > 0);
});

test('the other camera is opened in the place of the first', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  const { cameras } = await stage.until('taking_photo', ({ preview }) => preview !== null);
  assert.equal(cameras.length, 1);
  stage.send({ kind: 'switch_camera', deviceId: 'b' });
  await stage.until('taking_photo', ({ preview }) => preview !== null && stage.person.requests.length === 2);
  assert.deepEqual(
    stage.person.requests.map(({ deviceId }) => deviceId),
    [undefined, 'b'],
  );
  assert.equal(stage.person.openCameras, 1);
});

test('a camera of the page with another copy of this library is told as ended too', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  const foreign = Object.assign(new Error('gone'), { code: 'camera_ended' });
  stage.person.breakdown = foreign as CameraError;
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['camera_ended', ['retry', 'back']]);
});
