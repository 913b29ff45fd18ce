import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Step, Without } from '../../../src/protocol/challenge.ts';
import type { PhaseOf } from '../../../src/session/phase.ts';
import { setTheStage } from '../support/stage.ts';

type Stage = ReturnType<typeof setTheStage>;

const NEUTRAL: Step = { i: 0, action: 'neutral', pause_ms: 300, capture_at: [] };
const TURNS: readonly Step[] = [
  NEUTRAL,
  { i: 1, action: 'turn_left', pause_ms: 600, capture_at: [900] },
  { i: 2, action: 'turn_left', pause_ms: 700, capture_at: [] },
  { i: 3, action: 'shake_head', pause_ms: 500, capture_at: [700] },
];
const HOLDS: readonly Step[] = [
  NEUTRAL,
  { i: 1, action: 'hold_short', pause_ms: 600, hold_ms: 800, capture_at: [900] },
  { i: 2, action: 'double_blink', pause_ms: 700, capture_at: [] },
  { i: 3, action: 'hold_short', pause_ms: 500, hold_ms: 800, capture_at: [700] },
];

const doNothing = () => [{ segment: 'neutral', loop: true }];
const keepShut = () => [{ segment: 'eyes-closed', loop: true }];

/** A backend that lets people be spared what is listed; somebody who has five attempts. */
function stageSparing(listed: readonly string[] = ['eyes', 'head', 'hands']): Stage {
  const stage = setTheStage();
  const { backend } = stage;
  backend.attemptsLeft = 5;
  backend.discovery = {
    ...backend.discovery,
    liveness: { ...backend.discovery.liveness!, without: [...listed] },
  };
  return stage;
}

async function toGetReady(stage: Stage): Promise<PhaseOf<'get_ready'>> {
  await stage.toConsent();
  await stage.agree();
  return stage.until('get_ready');
}

/** The session that is under way fails, and so do as many more as are named. */
async function failures(stage: Stage, more = 0): Promise<PhaseOf<'once_more'>> {
  let phase = await stage.until('once_more');
  for (let again = 0; again < more; again++) {
    stage.send({ kind: 'retry' });
    await stage.until('framing');
    phase = await stage.until('once_more');
  }
  return phase;
}

const asked = ({ backend }: Stage): (Without | undefined)[] =>
  backend.challengeRequests.map(({ without }) => without);

describe('before the camera opens', () => {
  it('the movements that may come can be looked at, each once, without what is left out', async () => {
    await using stage = stageSparing();
    const { movements } = await toGetReady(stage);
    assert.deepEqual(
      movements.filter((action) => action !== 'nod' && action !== 'open_mouth'),
      ['hold_short', 'double_blink', 'turn_left', 'turn_right', 'shake_head'],
    );
    stage.send({ kind: 'set_without', without: 'eyes' });
    const ofTheHead = await stage.until('get_ready', ({ without }) => without === 'eyes');
    assert.deepEqual(
      ofTheHead.movements,
      movements.filter((action) => !['hold_short', 'double_blink'].includes(action)),
    );
    stage.send({ kind: 'set_without', without: 'head' });
    const ofTheEyes = await stage.until('get_ready', ({ without }) => without === 'head');
    assert.deepEqual(ofTheEyes.movements, ['hold_short', 'double_blink']);
  });

  it('what the backend lists may be spared, and is asked for in every challenge until it is taken back', async () => {
    await using stage = stageSparing();
    const { canSpare, without } = await toGetReady(stage);
    assert.deepEqual([canSpare, without], [['eyes', 'head'], null]);
    stage.send({ kind: 'set_without', without: 'eyes' });
    await stage.until('get_ready', (phase) => phase.without === 'eyes');
    stage.backend.plan = TURNS;
    stage.person.act = doNothing;
    await stage.toFraming();
    await failures(stage, 1);
    assert.deepEqual(asked(stage), ['eyes', 'eyes']);
    assert.equal((await stage.until('get_ready')).without, 'eyes', 'nobody minded the camera');
    stage.send({ kind: 'set_without', without: null });
    await stage.until('get_ready', (phase) => phase.without === null);
    stage.backend.plan = [...TURNS.slice(0, 2), ...HOLDS.slice(2)];
    stage.person.act = stage.acting;
    await stage.toFraming();
    await stage.until('approved');
    assert.deepEqual(asked(stage), ['eyes', 'eyes', undefined]);
  });

  for (const [without, plan] of [
    ['eyes', TURNS],
    ['head', HOLDS],
  ] as const) {
    it(`somebody who is spared the ${without} gets through`, async () => {
      await using stage = stageSparing();
      await toGetReady(stage);
      stage.send({ kind: 'set_without', without });
      stage.backend.plan = plan;
      await stage.toFraming();
      await stage.until('approved');
      assert.deepEqual(asked(stage), [without]);
    });
  }

  it('a choice survives going back, and is not that of another relative', async () => {
    await using stage = stageSparing();
    await toGetReady(stage);
    stage.send({ kind: 'set_without', without: 'head' });
    stage.send({ kind: 'back' });
    await stage.agree();
    assert.equal((await stage.until('get_ready')).without, 'head');
    stage.send({ kind: 'back' });
    await stage.until('consent', ({ busy }) => !busy);
    stage.send({ kind: 'back' });
    const { draft } = await stage.until('details');
    stage.send({ kind: 'change_details', draft: { ...draft, name: '李娜' }, touched: 'name' });
    stage.send({ kind: 'next' });
    await stage.agree();
    assert.equal((await stage.until('get_ready')).without, null);
  });

  it('nothing is offered, taken or sent where the backend lists nothing', async () => {
    await using stage = stageSparing([]);
    assert.deepEqual((await toGetReady(stage)).canSpare, []);
    stage.send({ kind: 'set_without', without: 'eyes' });
    await stage.toFraming();
    await stage.until('approved');
    assert.equal('without' in stage.backend.challengeRequests[0]!, false);
  });
});

describe('a movement that fails twice', () => {
  for (const [part, plan, rest] of [
    ['eyes', HOLDS, TURNS],
    ['head', TURNS, HOLDS],
  ] as const) {
    it(`may be left out, if it is one of the ${part}, and the next challenge does without`, async () => {
      await using stage = stageSparing();
      stage.backend.plan = plan;
      stage.person.act = doNothing;
      await toGetReady(stage);
      await stage.toFraming();
      assert.equal((await failures(stage)).canSpare, null);
      stage.send({ kind: 'retry' });
      await stage.until('framing');
      assert.equal((await failures(stage)).canSpare, part);
      stage.backend.plan = rest;
      stage.person.act = stage.acting;
      stage.send({ kind: 'set_without', without: part === 'eyes' ? 'head' : 'eyes' });
      stage.send({ kind: 'set_without', without: part });
      await stage.until('approved');
      assert.deepEqual(asked(stage), [undefined, undefined, part]);
      assert.equal(stage.person.opened, 1, 'the camera stays on');
    });
  }

  it('may be the eyes that stay shut while they should be open', async () => {
    await using stage = stageSparing();
    stage.person.act = keepShut;
    await toGetReady(stage);
    await stage.toFraming();
    const { action, hint, canSpare } = await failures(stage, 1);
    assert.deepEqual([action, hint, canSpare], ['neutral', 'eyes_open', 'eyes']);
  });

  it('may be the eyes that read as shut while the head should turn', async () => {
    await using stage = stageSparing();
    stage.backend.plan = TURNS;
    stage.person.act = (action) => (action === 'neutral' ? doNothing() : keepShut());
    await toGetReady(stage);
    await stage.toFraming();
    const { action, hint, canSpare } = await failures(stage, 1);
    assert.deepEqual([action, hint, canSpare], ['turn_left', 'eyes_open', 'eyes']);
  });

  it('is offered where it is the same that failed both times', async () => {
    await using stage = stageSparing();
    stage.person.act = doNothing;
    stage.backend.plan = TURNS;
    await toGetReady(stage);
    await stage.toFraming();
    await failures(stage);
    stage.backend.plan = HOLDS;
    assert.equal((await failures(stage, 1)).canSpare, null);
    assert.equal((await failures(stage, 1)).canSpare, 'eyes');
  });

  it('is not offered twice: nobody is spared eyes and head', async () => {
    await using stage = stageSparing();
    await toGetReady(stage);
    stage.send({ kind: 'set_without', without: 'eyes' });
    stage.backend.plan = TURNS;
    stage.person.act = doNothing;
    await stage.toFraming();
    assert.equal((await failures(stage, 2)).canSpare, null);
  });

  it('is not offered where the backend lists other things alone', async () => {
    await using stage = stageSparing(['hands', 'head']);
    stage.backend.plan = HOLDS;
    stage.person.act = doNothing;
    await toGetReady(stage);
    await stage.toFraming();
    assert.equal((await failures(stage, 2)).canSpare, null);
  });

  it('is none where the page was out of sight or the connection was slow', async () => {
    await using stage = stageSparing();
    await toGetReady(stage);
    stage.backend.commitMs = 3_500;
    await stage.toFraming();
    assert.equal((await failures(stage, 2)).canSpare, null);
    stage.backend.commitMs = 0;
    stage.page.isHidden = () => true;
    assert.equal((await failures(stage, 1)).canSpare, null);
  });
});
