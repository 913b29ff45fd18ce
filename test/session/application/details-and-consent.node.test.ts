import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError, VerificationError } from '../../../src/base/errors.ts';
import { problem } from '../support/fake-backend.ts';
import { GRANNY, setTheStage } from '../support/stage.ts';

const SCHOOLCHILD = { ...GRANNY, number: '119901201501010013', relationship: 'child' };
const TEENAGER = { ...GRANNY, number: '119901201101010014', relationship: 'child' };

async function toDetails(stage: ReturnType<typeof setTheStage>) {
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  return stage.until('details');
}

test('an empty form shows no error before something is typed', async () => {
  await using stage = setTheStage();
  assert.deepEqual((await toDetails(stage)).errors, {});
});

test('an unfinished number is not called wrong while it is being typed', async () => {
  await using stage = setTheStage();
  await toDetails(stage);
  const half = { ...GRANNY, number: '1199011950' };
  stage.send({ kind: 'change_details', draft: half, touched: 'number' });
  assert.deepEqual((await stage.until('details', ({ draft }) => draft === half)).errors, {});
  const moved = { ...half, name: '张' };
  stage.send({ kind: 'change_details', draft: moved, touched: 'name' });
  const { errors } = await stage.until('details', ({ draft }) => draft === moved);
  assert.deepEqual(errors, { number: 'number_length' });
});

test('a wrong check digit is said at once, and nothing typed is lost on Next', async () => {
  await using stage = setTheStage();
  await toDetails(stage);
  const wrong = { ...GRANNY, name: '', number: '119901195001010018' };
  stage.send({ kind: 'change_details', draft: wrong, touched: 'number' });
  assert.deepEqual((await stage.until('details', ({ draft }) => draft === wrong)).errors, {
    number: 'number_check_digit',
  });
  stage.send({ kind: 'next' });
  const { draft, errors } = await stage.until('details', (phase) => phase.errors.name !== undefined);
  assert.equal(draft, wrong);
  assert.deepEqual(errors, { name: 'name_missing', number: 'number_check_digit' });
});

test('the form shows how many of each relationship are left', async () => {
  await using stage = setTheStage();
  const { relationships } = await toDetails(stage);
  assert.deepEqual(
    relationships.map(({ code, left }) => [code, left]),
    [
      ['parent', 5],
      ['child', 5],
      ['other', 0],
    ],
  );
});

test('consents are separate, unticked, in the language of the page, and recorded when ticked', async () => {
  await using stage = setTheStage();
  const { consents, complete, summary, otherMethods } = await stage.toConsent();
  assert.deepEqual(
    consents.map(({ noticeId, accepted, givenBy, text }) => [noticeId, accepted, givenBy, text]),
    [
      ['service', false, 'operator', 'Text of service'],
      ['face', false, 'subject', 'Text of face'],
    ],
  );
  assert.equal(complete, false);
  assert.equal(summary.name, GRANNY.name);
  assert.equal(summary.number.replaceAll(' ', ''), GRANNY.number);
  assert.match(summary.number, /^\d{6} \d{8} \d{3}[\dX]$/);
  assert.deepEqual(otherMethods, ['document_review', 'subject_login', 'in_person']);
  stage.send({ kind: 'agree' });
  stage.send({ kind: 'set_consent', noticeId: 'service', accepted: true });
  await stage.until('consent', (phase) => phase.consents[0]!.accepted);
  assert.equal(stage.backend.count('createApplication'), 0);
  await stage.agree();
  await stage.until('get_ready');
  const [{ consents: recorded, method }] = stage.backend.args('createApplication');
  assert.equal(method, 'face_liveness');
  assert.deepEqual(
    recorded.map(({ notice, locale, by, method: how }) => [notice, locale, by, how]),
    [
      ['service', 'zh-CN', 'operator', 'checkbox'],
      ['face', 'zh-CN', 'subject', 'checkbox'],
    ],
  );
});

test('an English page gets English notices where there are any, else Chinese ones', async () => {
  await using stage = setTheStage({ locale: 'en-GB' });
  const { consents } = await stage.toConsent();
  assert.deepEqual(
    consents.map(({ title }) => title),
    ['service en', 'face zh-CN'],
  );
});

test('a way without a face asks for no consent to faces', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.send({ kind: 'choose_method', method: null });
  assert.deepEqual(await stage.until('choose_method').then(({ methods }) => methods), [
    'face_liveness',
    'document_review',
    'subject_login',
    'in_person',
  ]);
  stage.send({ kind: 'choose_method', method: 'document_review' });
  const { consents } = await stage.until(
    'consent',
    (phase) => phase.method === 'document_review' && !phase.busy,
  );
  assert.deepEqual(
    consents.map(({ noticeId }) => noticeId),
    ['service'],
  );
});

test('a log-in of the relative is offered only where the accounts of the provider are verified', async () => {
  for (const accounts_verified of [undefined, false]) {
    await using stage = setTheStage();
    stage.backend.discovery = { ...stage.backend.discovery, accounts_verified };
    const { otherMethods } = await stage.toConsent();
    assert.deepEqual(otherMethods, ['document_review', 'in_person']);
  }
});

test('ages are lines of the backend: guardian under 14, a photo under 16', async () => {
  await using child = setTheStage();
  const shown = await child.toConsent(SCHOOLCHILD);
  assert.deepEqual([shown.guardianUnder, shown.method], [14, 'portrait_photo']);
  assert.ok(shown.consents.some(({ givenBy }) => givenBy === 'guardian'));
  await using teenager = setTheStage();
  const { guardianUnder, method } = await teenager.toConsent(TEENAGER);
  assert.deepEqual([guardianUnder, method], [null, 'portrait_photo']);
});

test('who cannot be guardian cannot add a child below the line', async () => {
  await using stage = setTheStage();
  const { discovery } = stage.backend;
  stage.backend.discovery = {
    ...discovery,
    relationships: discovery.relationships.map((rule) => ({ ...rule, guardian_capable: false })),
  };
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  await stage.until('details');
  stage.send({ kind: 'change_details', draft: SCHOOLCHILD, touched: 'number' });
  stage.send({ kind: 'next' });
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['guardian_required', ['back']]);
  stage.send({ kind: 'back' });
  assert.deepEqual((await stage.until('details')).draft, SCHOOLCHILD);
});

test('agreeing twice in a hurry makes one application', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  stage.send({ kind: 'agree' });
  await stage.until('get_ready');
  assert.equal(stage.backend.count('createApplication'), 1);
});

test('going back and forth changes nothing at the backend', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'back' });
  await stage.until('consent', ({ busy }) => !busy);
  stage.send({ kind: 'agree' });
  await stage.until('get_ready');
  assert.equal(stage.backend.count('createApplication'), 1);
});

test('another person is asked anew, and the draft of the first is withdrawn', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'back' });
  await stage.until('consent', ({ busy }) => !busy);
  stage.send({ kind: 'back' });
  await stage.until('details');
  stage.send({ kind: 'change_details', draft: { ...GRANNY, name: '张三' }, touched: 'name' });
  stage.send({ kind: 'next' });
  const { consents } = await stage.until('consent', ({ busy }) => !busy);
  assert.ok(consents.every(({ accepted }) => !accepted));
  await stage.agree();
  await stage.until('get_ready');
  assert.deepEqual(stage.backend.args('withdraw')[0], 'application-1');
  assert.equal(stage.backend.count('createApplication'), 2);
});

test('what the backend refuses is said at the entry', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce(
    'createApplication',
    problem('invalid_subject', { errors: [{ pointer: '/subject/id/number', code: 'own_number' }] }),
  );
  await stage.agree();
  const { errors, draft } = await stage.until('details');
  assert.deepEqual(errors, { number: 'own_number' });
  assert.deepEqual(draft, GRANNY);
});

test('a relative who is in the list already leads back to the details', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce('createApplication', problem('duplicate_relative'));
  await stage.agree();
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['duplicate_relative', ['back']]);
  stage.send({ kind: 'back' });
  assert.deepEqual((await stage.until('details')).draft, GRANNY);
});

test('a notice that was altered on its way is not shown', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('notice', new VerificationError('notice_altered', 'altered'));
  await stage.toFamily();
  stage.send({ kind: 'add_relative' });
  await stage.until('details');
  stage.send({ kind: 'change_details', draft: GRANNY, touched: 'number' });
  stage.send({ kind: 'next' });
  assert.equal((await stage.until('problem')).situation, 'notice_altered');
  assert.ok(stage.seen.every((phase) => phase.kind !== 'consent' || phase.consents.length === 0));
});

test('without a connection ticks stay and the flow goes on when it is back', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce('createApplication', new TransportError('network_unreachable', 'offline'));
  await stage.agree();
  assert.equal((await stage.until('problem')).situation, 'offline');
  stage.page.goOnline();
  const { complete } = await stage.until('consent', ({ busy }) => !busy);
  assert.ok(complete);
});
