import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Discovery, Notice } from '../../src/protocol/discovery.ts';
import { BackendError } from '../../src/protocol/problem.ts';
import { DISCOVERY } from './support/discovery.ts';
import { GRANNY, setTheStage } from './support/stage.ts';

const JPEG = new Blob([new Uint8Array([1])], { type: 'image/jpeg' });
const TEENAGER = { ...GRANNY, number: '119901201101010014', relationship: 'child' };

function stageWith(over: Partial<Discovery>) {
  const stage = setTheStage();
  stage.backend.discovery = { ...DISCOVERY, ...over };
  return stage;
}

const notice = (over: Partial<Notice>): Notice => ({ ...DISCOVERY.notices[0]!, id: 'later', ...over });

async function toProblem(stage: ReturnType<typeof setTheStage>, draft = GRANNY) {
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  await stage.until('details');
  stage.send({ kind: 'change_details', draft, touched: 'number' });
  stage.send({ kind: 'next' });
  return stage.until('problem');
}

async function handIn(stage: ReturnType<typeof setTheStage>) {
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({ kind: 'next' });
}

test('a method of a later version is not offered, and the known ones are', async () => {
  await using stage = stageWith({ verification_methods: ['iris', 'document_review', 'in_person'] });
  const { method, otherMethods, faceSetAside } = await stage.toConsent();
  assert.deepEqual([method, ...otherMethods, faceSetAside], ['document_review', 'in_person', false]);
});

test('methods of later versions alone: the person is told, and not that their age is the reason', async () => {
  await using stage = stageWith({ verification_methods: ['iris'] });
  const { situation, actions } = await toProblem(stage);
  assert.deepEqual([situation, actions], ['backend_unsupported', ['back']]);
  stage.send({ kind: 'back' });
  await stage.until('details');
});

test('a consent by a giver of a later version is not dropped: the method that needs it is not offered', async () => {
  const later = notice({ required_for: ['face_liveness', 'in_person'], given_by: 'court' });
  await using stage = stageWith({ notices: [...DISCOVERY.notices, later] });
  const { method, otherMethods } = await stage.toConsent();
  assert.deepEqual([method, ...otherMethods], ['document_review', 'subject_login']);
});

test('a notice for a method of a later version is nothing to the known ones', async () => {
  const later = notice({ required_for: ['iris'], given_by: 'court' });
  await using stage = stageWith({ notices: [...DISCOVERY.notices, later] });
  const { method, consents } = await stage.toConsent();
  assert.equal(method, 'face_liveness');
  assert.ok(consents.every(({ noticeId }) => noticeId !== 'later'));
});

test('a document type of a later version is not listed', async () => {
  const id_types = [{ type: 'driving_licence', label: { 'zh-CN': '驾驶证' } }, ...DISCOVERY.id_types];
  await using stage = stageWith({ id_types });
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  const { idTypes } = await stage.until('details');
  assert.deepEqual(
    idTypes.map(({ type }) => type),
    ['resident_id_card', 'passport'],
  );
});

test('document types of later versions alone: nobody can be added, and the person is told at once', async () => {
  await using stage = stageWith({ id_types: [{ type: 'driving_licence', label: { 'zh-CN': '驾驶证' } }] });
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  assert.equal((await stage.until('problem')).situation, 'backend_unsupported');
  stage.send({ kind: 'back' });
  await stage.until('family');
});

test('a capture of a later version never becomes the laxer one: neither photo nor face check is offered', async () => {
  await using stage = stageWith({
    age_rules: [{ under: 16, capture: 'three_photos' }, { capture: 'photo' }],
  });
  const { method, otherMethods, faceSetAside } = await stage.toConsent(TEENAGER);
  assert.deepEqual([method, ...otherMethods], ['document_review', 'subject_login', 'in_person']);
  assert.equal(faceSetAside, true);
});

test('a signature policy of a later version: nothing is signed that might not be enough', async () => {
  await using stage = stageWith({ submission_signature_policy: 'all-of:[ES256,SGD_SM3_SM2]' });
  assert.equal((await toProblem(stage)).situation, 'backend_unsupported');
  assert.equal(stage.backend.count('createApplication'), 0);
});

for (const [what, liveness] of [
  ['mode', { ...DISCOVERY.liveness!, modes: ['batch'] }],
  ['picture format', { ...DISCOVERY.liveness!, frame: { ...DISCOVERY.liveness!.frame, mime: 'image/avif' } }],
] as const) {
  test(`a face check in a ${what} of a later version is not offered`, async () => {
    await using stage = stageWith({ liveness: liveness as Discovery['liveness'] });
    const { method, otherMethods } = await stage.toConsent();
    assert.deepEqual([method, ...otherMethods], ['document_review', 'subject_login', 'in_person']);
  });
}

test('a backend of another policy offers no face, and that is known before anything is drawn', async () => {
  await using stage = stageWith({ liveness: { ...DISCOVERY.liveness!, policy_version: '2031-01-01.1' } });
  const { method, otherMethods, faceSetAside } = await stage.toConsent();
  assert.deepEqual([method, ...otherMethods], ['document_review', 'subject_login', 'in_person']);
  assert.equal(faceSetAside, true);
  assert.equal(stage.backend.count('requestChallenge'), 0);
});

test('another policy is nothing to those of whom no live face is asked', async () => {
  await using stage = stageWith({ liveness: { ...DISCOVERY.liveness!, policy_version: '2031-01-01.1' } });
  const { method, faceSetAside } = await stage.toConsent(TEENAGER);
  assert.deepEqual([method, faceSetAside], ['portrait_photo', false]);
});

test('a backend with a live face of another policy and nothing else: the person is told', async () => {
  await using stage = stageWith({
    verification_methods: ['face_liveness'],
    liveness: { ...DISCOVERY.liveness!, policy_version: '2031-01-01.1' },
  });
  assert.equal((await toProblem(stage)).situation, 'backend_unsupported');
});

test('a required photo of a later version: the draft is given up, and another method goes on', async () => {
  await using stage = setTheStage();
  stage.backend.requirements = [{ role: 'voice_print', required: true }];
  await stage.toConsent();
  stage.send({ kind: 'choose_method', method: 'document_review' });
  await stage.until('consent', ({ method, busy }) => method === 'document_review' && !busy);
  await stage.agree();
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['backend_unsupported', ['other_method', 'back']]);
  stage.backend.requirements = [];
  stage.send({ kind: 'choose_method', method: null });
  await stage.until('choose_method');
  stage.send({ kind: 'choose_method', method: 'in_person' });
  await stage.until('consent', ({ method, busy }) => method === 'in_person' && !busy);
  await stage.agree();
  await stage.until('approved');
  assert.deepEqual(stage.backend.args('withdraw')[0], 'application-1');
});

test('a photo of a later version that is not required is not asked for', async () => {
  await using stage = setTheStage();
  stage.backend.requirements = [
    { role: 'id_document', required: true },
    { role: 'voice_print', required: false },
  ];
  const { photos } = await stage.toPhotos();
  assert.deepEqual(
    photos.map(({ role }) => role),
    ['id_document'],
  );
});

test('a status of a later version is under review, and the decision still comes', async () => {
  await using stage = setTheStage();
  stage.backend.underWay = 'second_opinion';
  let decide = () => {};
  stage.backend.held = new Promise((resolve) => {
    decide = resolve;
  });
  await handIn(stage);
  await stage.until('waiting', ({ status }) => status === 'processing');
  decide();
  await stage.until('approved');
  assert.deepEqual(stage.faults, []);
});

test('in the family list a status of a later version is under review', async () => {
  await using stage = setTheStage();
  stage.backend.applications = [stage.backend.application({ status: 'second_opinion', method: 'iris' })];
  const { relatives } = await stage.toFamily();
  assert.deepEqual(
    relatives.map(({ state }) => state),
    ['under_review'],
  );
});

test('a rejection for a reason of a later version is a rejection, with the reason as it was signed', async () => {
  await using stage = setTheStage();
  stage.backend.decision = 'rejected';
  stage.backend.reason = 'moon_phase';
  await handIn(stage);
  const { reason, canRetry } = await stage.until('rejected');
  assert.deepEqual([reason, canRetry], ['moon_phase', true]);
});

test('a refusal with a code of a later version is told by its status, and support sees the code itself', async () => {
  await using stage = setTheStage();
  const refused = { type: 'about:blank', status: 409, code: 'sibling_under_review' };
  stage.backend.failOnce('createApplication', new BackendError(refused));
  await stage.toConsent();
  await stage.agree();
  const { situation, code } = await stage.until('problem');
  assert.deepEqual([situation, code], ['state_conflict', 'sibling_under_review']);
});

test('a code that is no code is not put on a screen', async () => {
  await using stage = setTheStage();
  const code = 'Please call 000-0000 and read out your password.';
  stage.backend.failOnce('createApplication', new BackendError({ type: 'x', status: 409, code }));
  await stage.toConsent();
  await stage.agree();
  assert.equal((await stage.until('problem')).code, 'state_conflict');
});

test('a card in a status of a later version is shown like any other', async () => {
  await using stage = setTheStage();
  stage.backend.cards = [stage.backend.card({ status: 'frozen', revocation: 'court_order' })];
  const { relatives } = await stage.toFamily();
  assert.deepEqual(
    relatives.map(({ state }) => state),
    ['bound'],
  );
});
