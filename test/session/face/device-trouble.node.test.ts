import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraError, LandmarkError } from '../../../src/base/errors.ts';
import { setTheStage } from '../support/stage.ts';

async function toFirstPrompt(stage: ReturnType<typeof setTheStage>) {
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  return stage.until('prompt');
}

test('a phone that is turned during a movement is told, and the next challenge goes through as it is held then', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  stage.person.sideways = true;
  assert.equal((await stage.until('once_more')).hint, 'device_turned');
  assert.equal(stage.person.openPictures, 0);
  stage.send({ kind: 'retry' });
  await stage.until('approved');
  assert.deepEqual(stage.backend.challengeRequests.at(-1)!.frame, { width: 480, height: 640 });
  assert.equal(stage.person.opened, 1);
});

test('a phone that is turned while the face is brought into the picture is measured as it is held at the end', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  stage.person.sideways = true;
  await stage.until('approved');
  assert.deepEqual(
    stage.backend.challengeRequests.map(({ frame }) => frame),
    [{ width: 480, height: 640 }],
  );
});

test('a finger over the lens is told before and during a movement, and nobody is told to move their face', async () => {
  await using stage = setTheStage();
  stage.person.covered = true;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('framing', ({ hint }) => hint === 'lens_covered');
  stage.person.covered = false;
  await stage.until('prompt', ({ state }) => state !== 'pause');
  stage.person.covered = true;
  await stage.until('prompt', ({ hint }) => hint === 'lens_covered');
  stage.person.covered = false;
  await stage.until('approved');
});

test('an engine that has failed for good is told, and trying again starts another', async () => {
  await using stage = setTheStage();
  const { person } = stage;
  await toFirstPrompt(stage);
  person.detectorFailure = new LandmarkError('engine_failed', 'no', { retryable: true });
  assert.equal((await stage.until('problem')).situation, 'engine_failed');
  assert.deepEqual([person.openCameras, person.openPictures, person.detectorsClosed], [0, 0, 1]);
  stage.send({ kind: 'retry' });
  await stage.toFraming();
  await stage.until('approved');
  assert.equal(person.detectorsOpened, 2);
});

test('a page that is out of sight for so long that its camera stops is told, and goes on with the camera opened again', async () => {
  await using stage = setTheStage();
  const { person } = stage;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  person.breakdown = new CameraError('camera_no_picture', 'no frame', { retryable: true });
  assert.equal((await stage.until('problem')).situation, 'camera_no_picture');
  assert.equal(person.openCameras, 0);
  person.breakdown = null;
  stage.send({ kind: 'retry' });
  await stage.toFraming();
  await stage.until('approved');
});

test('a camera that is unplugged before the shutter is told, and taking the photo again works', async () => {
  await using stage = setTheStage();
  const { person } = stage;
  await stage.toPhotos();
  stage.send({ kind: 'take_photo', role: 'id_document' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  person.breakdown = new CameraError('camera_ended', 'gone', { retryable: true });
  stage.send({ kind: 'shutter' });
  assert.equal((await stage.until('problem')).situation, 'camera_ended');
  assert.equal(person.openCameras, 0);
  person.breakdown = null;
  stage.send({ kind: 'retry' });
  await stage.until('taking_photo', ({ preview }) => preview !== null);
  stage.send({ kind: 'shutter' });
  await stage.until('photos', ({ complete }) => complete);
});
