import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CameraError } from '../../../src/base/errors.ts';
import { setTheStage } from '../support/stage.ts';

type Stage = ReturnType<typeof setTheStage>;

function stageWithHandOff(options: Parameters<typeof setTheStage>[0] = {}): Stage {
  const stage = setTheStage(options);
  const { backend } = stage;
  backend.discovery = { ...backend.discovery, hand_off_uri: 'https://backend.example/hand-off/' };
  return stage;
}

async function toInvitation(stage: Stage) {
  await stage.toConsent();
  await stage.agree();
  assert.equal((await stage.until('get_ready')).canHandOff, true);
  stage.send({ kind: 'hand_off' });
  return stage.until('hand_off');
}

/** Another device has taken the invitation up. */
async function toMatch(stage: Stage) {
  await toInvitation(stage);
  stage.backend.handOffs.become({ status: 'claimed', tries_left: 3 });
  return stage.until('hand_off_match');
}

describe('a draft that goes to a phone', () => {
  it('is not offered by a backend that has no page for it', async () => {
    await using stage = setTheStage();
    await stage.toConsent();
    await stage.agree();
    assert.equal((await stage.until('get_ready')).canHandOff, false);
    stage.send({ kind: 'hand_off' });
    await stage.clock.tick(50);
    assert.equal(stage.session.phase.kind, 'get_ready');
  });

  it('is followed from the invitation to the decision, and the flow goes on by itself', async () => {
    await using stage = stageWithHandOff();
    const { handOffs } = stage.backend;
    const invitation = await toInvitation(stage);
    assert.equal(invitation.code, '482913705');
    handOffs.become({ status: 'claimed', tries_left: 3 });
    await stage.until('hand_off_match');
    stage.send({ kind: 'match_code', code: handOffs.code });
    await stage.until('hand_off_follow', ({ progress }) => progress === 'ready');
    handOffs.become({ stage: 'checking' });
    await stage.until('hand_off_follow', ({ progress }) => progress === 'checking');
    handOffs.become({ status: 'submitted' });
    const { card } = await stage.until('approved');
    assert.ok(card.ref);
    assert.equal(stage.backend.submissions.length, 0, 'nothing is submitted from here');
  });

  it('says that a code is wrong, and how often it may be tried, until it ends', async () => {
    await using stage = stageWithHandOff();
    await toMatch(stage);
    stage.send({ kind: 'match_code', code: '0000' });
    const { triesLeft } = await stage.until('hand_off_match', (phase) => phase.wrong && phase.triesLeft < 3);
    assert.equal(triesLeft, 2);
    stage.send({ kind: 'match_code', code: '0001' });
    await stage.until('hand_off_match', (phase) => phase.triesLeft === 1);
    stage.send({ kind: 'match_code', code: '0002' });
    assert.equal((await stage.until('hand_off_over')).reason, 'wrong_code');
    stage.send({ kind: 'retry' });
    await stage.until('hand_off');
    assert.equal(stage.backend.handOffs.opened, 2);
  });

  it('that is cancelled here leads back to the camera of this device', async () => {
    await using stage = stageWithHandOff();
    await toMatch(stage);
    stage.send({ kind: 'cancel_hand_off' });
    await stage.until('get_ready');
    assert.equal(stage.backend.handOffs.look().reason, 'cancelled');
  });

  for (const reason of ['declined', 'expired', 'replaced', 'draft_ended'] as const) {
    it(`tells of an end by ${reason}, and another way stays open`, async () => {
      await using stage = stageWithHandOff();
      await toMatch(stage);
      stage.backend.handOffs.end(reason);
      assert.equal((await stage.until('hand_off_over')).reason, reason);
      stage.send({ kind: 'back' });
      await stage.until('get_ready');
    });
  }

  it('is offered where there is no camera, before other ways', async () => {
    await using stage = stageWithHandOff({
      cameraSource: {
        open: async () => {
          throw new CameraError('camera_not_found', 'No camera.');
        },
        list: async () => [],
      },
    });
    await stage.toConsent();
    await stage.agree();
    await stage.openCamera();
    const { actions } = await stage.until('problem');
    assert.deepEqual(actions, ['retry', 'hand_off', 'other_method', 'back']);
    stage.send({ kind: 'hand_off' });
    await stage.until('hand_off');
  });

  it('takes photos as well', async () => {
    await using stage = stageWithHandOff();
    assert.equal((await stage.toPhotos()).canHandOff, true);
    stage.send({ kind: 'hand_off' });
    await stage.until('hand_off');
    stage.backend.handOffs.become({ status: 'submitted' });
    await stage.until('approved');
  });
});
