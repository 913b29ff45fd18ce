import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTheStage } from '../support/stage.ts';

/** Up to the camera looking at somebody on a device of so many frames a second. */
async function onSlowDevice(stage: ReturnType<typeof setTheStage>, fps: number) {
  stage.person.fps = fps;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  return stage.until('slow_device');
}

test('below the full rate the methods without a face come first, with the camera off and nothing drawn', async () => {
  await using stage = setTheStage();
  const { methods, cameraWorks, stage: step } = await onSlowDevice(stage, 8);
  assert.deepEqual(methods, ['document_review', 'subject_login', 'in_person']);
  assert.deepEqual([cameraWorks, step], [true, 'face']);
  assert.equal(stage.person.openCameras, 0);
  assert.equal(stage.backend.count('requestChallenge'), 0);
});

test('another way is taken at once, with the entries at hand', async () => {
  await using stage = setTheStage();
  await onSlowDevice(stage, 8);
  stage.send({ kind: 'choose_method', method: 'document_review' });
  const consent = await stage.until('consent', ({ busy }) => !busy);
  assert.deepEqual([consent.method, consent.subjectName], ['document_review', '张伟']);
  assert.ok(stage.seen.every(({ kind }) => kind !== 'choose_method'));
});

test('who goes on with the camera is asked once, and says the rate that was measured', async () => {
  await using stage = setTheStage();
  await onSlowDevice(stage, 8);
  stage.send({ kind: 'open_camera' });
  await stage.until('prompt');
  assert.equal(stage.backend.challengeRequests.at(-1)?.measured_fps, 8);
  const told = stage.seen.findIndex(({ kind }) => kind === 'slow_device');
  const since = new Set(stage.seen.slice(told + 1).map(({ kind }) => kind));
  for (const kind of ['slow_device', 'get_ready'] as const) assert.ok(!since.has(kind), kind);
});

test('a device too slow for any check can be tried again, and goes on when it is faster', async () => {
  await using stage = setTheStage();
  const { cameraWorks } = await onSlowDevice(stage, 2.5);
  assert.equal(cameraWorks, false);
  stage.person.fps = null;
  stage.send({ kind: 'open_camera' });
  await stage.until('approved');
});

test('a device that has not become faster says so again', async () => {
  await using stage = setTheStage();
  await onSlowDevice(stage, 2.5);
  stage.send({ kind: 'open_camera' });
  await stage.until('framing');
  assert.equal((await stage.until('slow_device')).cameraWorks, false);
});

test('back leads to getting ready, and from there to the form', async () => {
  await using stage = setTheStage();
  await onSlowDevice(stage, 8);
  stage.send({ kind: 'back' });
  await stage.until('get_ready');
  stage.send({ kind: 'back' });
  await stage.until('consent');
});

test('a device at the full rate is told nothing of it', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('approved');
  assert.ok(stage.seen.every(({ kind }) => kind !== 'slow_device'));
});

test('a stall in front of the camera is called one, and the next try goes through', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('prompt', ({ state }) => state === 'reacting');
  stage.clock.advance(2_500);
  assert.equal((await stage.until('once_more')).hint, 'device_stalled');
  stage.send({ kind: 'retry' });
  await stage.until('approved');
});
