import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORE_ACTIONS } from '../../../src/protocol/challenge.ts';
import { setTheStage } from '../support/stage.ts';

test('a relative is added by live face, from log-in to the card', async () => {
  await using stage = setTheStage();
  const { send, until, backend, person } = stage;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await until('calibrating');
  await until('prompt', ({ index }) => index === 3);
  await until('captured');
  assert.equal(person.openCameras, 0);
  const { card } = await until('approved');
  assert.equal(card.ref, 'card-0001');
  assert.equal(backend.submissions.length, 1);
  send({ kind: 'back_to_family' });
  await until('family');
  assert.ok(
    stage.seen.some(({ kind }) => kind === 'sending') && stage.seen.some(({ kind }) => kind === 'waiting'),
  );
  assert.deepEqual(stage.faults, []);
  assert.equal(person.openPictures, 0);
  assert.equal(person.detectorsClosed, 1);
});

test('what is handed in is judged live by the code that the backend runs', async () => {
  await using stage = setTheStage();
  const { backend, until } = stage;
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await until('approved');
  const { parts, challenge } = stage.manifest();
  assert.equal(await stage.verdict(), 'live');
  assert.deepEqual(challenge!.receipts, ['receipt-0', 'receipt-1', 'receipt-2', 'receipt-3']);
  assert.equal(parts.length, backend.parts.size);
  assert.equal(challenge!.key_frames.length, parts.length - 1);
});

test('a nod and an open mouth are asked for where the backend lists them', async () => {
  await using stage = setTheStage();
  const { backend, until } = stage;
  const liveness = { ...backend.discovery.liveness!, actions: ['open_mouth', 'nod', 'stand_on_head'] };
  backend.discovery = { ...backend.discovery, liveness };
  backend.plan = [
    { i: 0, action: 'neutral', pause_ms: 300, capture_at: [] },
    { i: 1, action: 'turn_left', pause_ms: 600, capture_at: [900] },
    { i: 2, action: 'nod', pause_ms: 700, capture_at: [] },
    { i: 3, action: 'open_mouth', pause_ms: 700, capture_at: [] },
    { i: 4, action: 'hold_short', pause_ms: 500, hold_ms: 800, capture_at: [700] },
  ];
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await until('prompt', ({ action, state }) => action === 'nod' && state === 'returning');
  await until('prompt', ({ action, hint }) => action === 'open_mouth' && hint === 'close_mouth');
  await until('approved');
  assert.equal(await stage.verdict(), 'live');
  assert.deepEqual(backend.challengeRequests[0]!.actions, [...CORE_ACTIONS, 'nod', 'open_mouth']);
});

test('a backend that lists the core actions alone is told of none', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('approved');
  assert.equal('actions' in stage.backend.challengeRequests[0]!, false);
});

test('pictures and trace are overwritten once they are sent', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('approved');
  assert.ok(stage.jpegs.length > 0);
  assert.ok(stage.jpegs.every((jpeg) => jpeg.every((byte) => byte === 0)));
});
