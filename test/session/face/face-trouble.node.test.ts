import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraError, LandmarkError } from '../../../src/base/errors.ts';
import { problem } from '../support/fake-backend.ts';
import { GRANNY, setTheStage } from '../support/stage.ts';

/** Up to the camera being open and the first movement asked for. */
async function toFirstPrompt(stage: ReturnType<typeof setTheStage>) {
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  return stage.until('prompt');
}

const doNothing = () => [{ segment: 'neutral', loop: true }];

test('each failure of the camera is told apart, and trying again keeps everything', async () => {
  await using stage = setTheStage();
  const { send, until, person, backend } = stage;
  await stage.toConsent();
  await stage.agree();
  for (const code of ['camera_denied', 'camera_not_found', 'camera_busy'] as const) {
    person.refusal = new CameraError(code, 'no');
    await stage.openCamera();
    const { situation, actions, stage: step } = await until('problem');
    assert.equal(situation, code);
    assert.deepEqual(actions, ['retry', 'other_method', 'back']);
    assert.equal(step, 'face');
    send({ kind: 'retry' });
  }
  person.refusal = null;
  await stage.toFraming();
  await until('approved');
  assert.equal(backend.count('createApplication'), 1);
});

test('a commit that is too long on its way is told, and the next session goes through', async () => {
  await using stage = setTheStage();
  const { send, until, backend } = stage;
  await toFirstPrompt(stage);
  backend.commitMs = 3_500;
  const { hint } = await until('once_more');
  assert.equal(hint, 'slow_connection');
  backend.commitMs = 200;
  send({ kind: 'retry' });
  await until('approved');
  assert.equal(backend.count('submit'), 1);
});

test('a face that never comes into the picture is told as that, not as the network, and costs no attempt', async () => {
  await using stage = setTheStage();
  const { send, until, person, backend } = stage;
  person.away = true;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  const { situation, code, actions } = await until('problem');
  assert.deepEqual([situation, code], ['face_not_in_picture', 'deadline_exceeded']);
  assert.deepEqual(actions, ['retry', 'other_method', 'back']);
  assert.equal(person.openCameras, 0);
  assert.equal(backend.count('requestChallenge'), 0);
  person.away = false;
  send({ kind: 'retry' });
  await stage.toFraming();
  await until('approved');
});

test('where the page may not use the camera, the methods without it are offered', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  stage.person.refusal = new CameraError('camera_not_allowed_by_page', 'no');
  await stage.openCamera();
  assert.deepEqual((await stage.until('problem')).actions, ['other_method', 'back']);
  stage.send({ kind: 'choose_method', method: null });
  assert.deepEqual((await stage.until('choose_method')).methods, [
    'face_liveness',
    'document_review',
    'subject_login',
    'in_person',
  ]);
  stage.send({ kind: 'choose_method', method: 'document_review' });
  assert.equal((await stage.until('consent', ({ busy }) => !busy)).method, 'document_review');
});

test('from the announcement of the question there is a way without a face', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'open_camera' });
  await stage.until('camera_permission');
  stage.send({ kind: 'choose_method', method: null });
  assert.equal((await stage.until('choose_method')).current, 'face_liveness');
});

test('the question of the browser is announced only where it will come', async () => {
  await using stage = setTheStage();
  stage.page.cameraGranted = async () => true;
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'open_camera' });
  await stage.until('framing');
  assert.ok(stage.seen.every((phase) => phase.kind !== 'camera_permission' || phase.asking));
});

test('a movement that is not made is offered once more, with a new challenge', async () => {
  await using stage = setTheStage();
  const { send, until, person, backend } = stage;
  person.act = doNothing;
  await toFirstPrompt(stage);
  const { action, hint, attemptsLeft } = await until('once_more');
  assert.deepEqual([action, hint, attemptsLeft], ['turn_left', 'turn_further', 1]);
  person.act = stage.acting;
  send({ kind: 'retry' });
  send({ kind: 'retry' });
  await until('approved');
  assert.equal(backend.count('requestChallenge'), 2);
  assert.equal(person.opened, 1);
  assert.equal(stage.manifest().challenge!.id, stage.lastChallengeId());
});

test('after a movement that was not made, the next challenge swaps it for another, once', async () => {
  await using stage = setTheStage();
  const { send, until, person, backend } = stage;
  person.act = doNothing;
  await toFirstPrompt(stage);
  assert.ok((await until('once_more')).canSwap);
  person.act = stage.acting;
  send({ kind: 'swap_action' });
  const { action, canSwap } = await until('prompt');
  assert.deepEqual([action, canSwap], ['turn_right', false]);
  await until('approved');
  assert.deepEqual([backend.count('requestChallenge'), backend.count('swapStep')], [2, 1]);
  assert.equal(await stage.verdict(), 'live');
});

test('a movement may be swapped while it is asked for', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  stage.send({ kind: 'swap_action' });
  await stage.until('approved');
  assert.equal(stage.backend.count('swapStep'), 1);
  assert.equal(await stage.verdict(), 'live');
});

test('a movement that was swapped may make the plan longer, and the person is told', async () => {
  await using stage = setTheStage();
  const { backend } = stage;
  const planned = backend.plan.length;
  backend.swapAdds = { i: planned, action: 'turn_left', pause_ms: 500, capture_at: [] };
  await toFirstPrompt(stage);
  stage.send({ kind: 'swap_action' });
  await stage.until('prompt', ({ action }) => action === 'turn_right');
  const { index, count } = await stage.until('prompt', ({ action }) => action === 'turn_left');
  assert.deepEqual([index, count], [planned, planned]);
  await stage.until('approved');
  assert.equal(await stage.verdict(), 'live');
});

test('when no attempt is left, other methods are shown and the camera is off', async () => {
  await using stage = setTheStage();
  const { until, person, backend } = stage;
  backend.attemptsLeft = 1;
  person.act = doNothing;
  await toFirstPrompt(stage);
  const { situation, actions } = await until('problem');
  assert.equal(situation, 'attempts_exhausted');
  assert.deepEqual(actions, ['other_method', 'back']);
  assert.equal(person.openCameras, 0);
});

test('a problem of the backend names the request, and whom to ask', async () => {
  await using stage = setTheStage();
  const failure = problem('internal');
  Object.assign(failure, { requestId: 'req-7fQ2' });
  stage.backend.failOnce('requestChallenge', failure);
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  const { requestId, help } = await stage.until('problem');
  assert.equal(requestId, 'req-7fQ2');
  assert.equal(help?.contact, stage.backend.discovery.controller.contact);
});

test('what is no id of a request is not put before people', async () => {
  await using stage = setTheStage();
  const failure = problem('internal');
  Object.assign(failure, { requestId: 'please call 0800 <b>now</b>' });
  stage.backend.failOnce('requestChallenge', failure);
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  assert.equal((await stage.until('problem')).requestId, undefined);
});

test('a refusal of further attempts tells until when', async () => {
  await using stage = setTheStage();
  const refusal = problem('attempts_exhausted');
  Object.assign(refusal, { retryAfterMs: 3_600_000 });
  stage.backend.failOnce('requestChallenge', refusal);
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  const { until: end } = await stage.until('problem');
  assert.match(end ?? '', /^2026-11-23T05:0[01]:00/); // the minute after
  assert.equal(stage.person.openCameras, 0);
});

test('a challenge that ran out starts the face step again, entries kept', async () => {
  await using stage = setTheStage();
  const { send, until, backend, person } = stage;
  backend.failOnce('commitStep', problem('challenge_expired'));
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  assert.equal((await until('problem')).situation, 'session_over');
  assert.equal(person.openCameras, 0);
  send({ kind: 'retry' });
  await stage.toFraming();
  await until('approved');
  assert.deepEqual([backend.count('createApplication'), backend.count('requestChallenge')], [1, 2]);
});

test('a camera of the page with another copy of this library is told as ended too', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  const foreign = Object.assign(new Error('gone'), { code: 'camera_ended' });
  stage.person.breakdown = foreign as CameraError;
  assert.equal((await stage.until('problem')).situation, 'camera_ended');
});

test('an unplugged camera is a problem with a way back', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  stage.person.breakdown = new CameraError('camera_ended', 'gone', { retryable: true });
  assert.equal((await stage.until('problem')).situation, 'camera_ended');
  assert.equal(stage.person.openCameras, 0);
});

test('a page that goes out of sight restarts the attempt', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  stage.page.isHidden = () => true;
  assert.equal((await stage.until('once_more')).hint, 'face_screen');
});

test('a camera that nobody minds goes off', async () => {
  await using stage = setTheStage();
  stage.person.act = doNothing;
  await toFirstPrompt(stage);
  await stage.until('once_more');
  const { attemptsLeft } = await stage.until('get_ready');
  assert.equal(attemptsLeft, 1);
  assert.equal(stage.person.openCameras, 0);
});

test('the camera is off and every picture given back when the person turns back', async () => {
  await using stage = setTheStage();
  await toFirstPrompt(stage);
  stage.send({ kind: 'back' });
  const { consents } = await stage.until('consent', ({ busy }) => !busy);
  assert.ok(consents.every(({ accepted }) => accepted));
  assert.deepEqual([stage.person.openCameras, stage.person.openPictures], [0, 0]);
});

test('closing the session in the middle of a movement closes the camera and the engine', async () => {
  const stage = setTheStage();
  await toFirstPrompt(stage);
  await stage.session.close();
  assert.deepEqual(
    [stage.person.openCameras, stage.person.openPictures, stage.person.detectorsClosed],
    [0, 0, 1],
  );
  assert.deepEqual(stage.faults, []);
});

test('another camera is opened after the first is closed', async () => {
  await using stage = setTheStage();
  stage.page.cameraGranted = async () => true;
  stage.person.act = doNothing;
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'open_camera' });
  await stage.until('framing');
  stage.send({ kind: 'switch_camera', deviceId: 'b' });
  await stage.until('framing', () => stage.person.opened === 2);
  assert.equal(stage.person.openCameras, 1);
  assert.equal(stage.person.requests.at(-1)?.deviceId, 'b');
});

test('an engine that does not load is said so and can be tried again', async () => {
  let tries = 0;
  await using stage = setTheStage({
    parts: {
      createDetector: async () => {
        tries += 1;
        if (tries <= 2) throw new LandmarkError('asset_unavailable', 'no', { retryable: true });
        return stage.person.createDetector();
      },
    },
  });
  await stage.toConsent();
  await stage.agree();
  await stage.openCamera();
  assert.equal((await stage.until('problem')).situation, 'asset_unavailable');
  assert.equal(stage.person.openCameras, 0);
  stage.send({ kind: 'retry' });
  await stage.toFraming();
  await stage.until('approved');
});

test('an eye model that does not load is said so and can be tried again, and nobody is asked to move before', async () => {
  let tries = 0;
  await using stage = setTheStage({
    parts: {
      createDetector: async () => ({
        ...(await stage.person.createDetector()),
        loadEyes: async () => {
          tries += 1;
          if (tries <= 2) throw new LandmarkError('asset_unavailable', 'no', { retryable: true });
        },
      }),
    },
  });
  await stage.toConsent();
  await stage.agree();
  await stage.openCamera();
  assert.equal((await stage.until('problem')).situation, 'asset_unavailable');
  assert.equal(stage.person.openCameras, 0);
  assert.deepEqual(stage.person.prompts, []);
  stage.send({ kind: 'retry' });
  await stage.toFraming();
  await stage.until('approved');
});

test('an engine that is slow to load is said so while the camera is on', async () => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await using stage = setTheStage({
    parts: {
      createDetector: async () => {
        await arrived;
        return stage.person.createDetector();
      },
    },
  });
  await stage.toConsent();
  await stage.agree();
  assert.ok((await stage.until('get_ready')).engineLoading);
  await stage.toFraming();
  stage.clock.advance(2_000);
  await stage.until('framing', ({ hint }) => hint === 'too_slow_device');
  arrive();
  await stage.until('approved');
});

test('a backend that judges by another policy is not sent what it cannot judge', async () => {
  await using stage = setTheStage();
  const { backend } = stage;
  const challenge = backend.challenge.bind(backend);
  backend.challenge = () => ({ ...challenge(), policy_version: '1999-01-01' });
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  const { situation, actions } = await stage.until('problem');
  assert.equal(situation, 'backend_unsupported');
  assert.deepEqual(actions, ['other_method', 'back']);
});

test('details typed before the camera failed are there when the person goes back to them', async () => {
  await using stage = setTheStage();
  stage.person.refusal = new CameraError('camera_denied', 'no');
  await stage.toConsent();
  await stage.agree();
  await stage.openCamera();
  await stage.until('problem');
  stage.send({ kind: 'back' });
  await stage.until('consent', ({ busy }) => !busy);
  stage.send({ kind: 'back' });
  assert.deepEqual((await stage.until('details')).draft, GRANNY);
});
