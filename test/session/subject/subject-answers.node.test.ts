import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginError } from '../../../src/base/errors.ts';
import { problem } from '../support/fake-backend.ts';
import { setTheStage } from '../support/stage.ts';

type Stage = ReturnType<typeof setTheStage>;

async function handIn(stage: Stage, method: 'subject_login' | 'in_person') {
  stage.backend.awaitRelative(method);
  await stage.toConsent();
  stage.send({ kind: 'choose_method', method });
  await stage.until('consent', (phase) => phase.method === method && !phase.busy);
  await stage.agree();
}

async function toSubjectLogin(stage: Stage) {
  await handIn(stage, 'subject_login');
  return stage.until('subject_login', ({ busy }) => !busy);
}

async function toSubjectConsent(stage: Stage) {
  await toSubjectLogin(stage);
  stage.send({ kind: 'login_subject' });
  return stage.until('subject_consent', ({ busy }) => !busy);
}

test('a relative who logs in on this device reads who asks, agrees, and the card is there', async () => {
  await using stage = setTheStage();
  const { canLoginHere, link, canChangeMethod, stage: step } = await toSubjectLogin(stage);
  assert.deepEqual([canLoginHere, link, canChangeMethod, step], [true, null, true, 'face']);
  assert.deepEqual(stage.manifest().parts, []);
  assert.deepEqual(
    stage.manifest().consents.map(({ notice }) => notice),
    ['service'],
  );
  stage.send({ kind: 'login_subject' });
  assert.equal(stage.backend.guests, 1, 'within the click');
  const { operatorName, consents, complete } = await stage.until('subject_consent');
  assert.deepEqual(
    [operatorName, consents.map(({ noticeId }) => noticeId), complete],
    ['李*华', ['being-added'], false],
  );
  stage.send({ kind: 'agree' });
  stage.send({ kind: 'set_consent', noticeId: 'being-added', accepted: true });
  await stage.until('subject_consent', (phase) => phase.complete);
  assert.equal(stage.backend.count('answerSubjectRequest'), 0);
  stage.send({ kind: 'agree' });
  await stage.until('approved');
  const [token, answer] = stage.backend.args('answerSubjectRequest');
  assert.equal(token, 'token-of-the-link');
  assert.deepEqual([answer.agreed, answer.consents.map(({ by }) => by)], [true, ['subject']]);
  assert.equal(stage.backend.guestsLeft, 1, 'the relative is logged out');
  assert.equal(stage.backend.logins.length, 1, 'the operator logged in once');
  assert.equal(stage.person.openCameras, 0);
});

test('a relative may say no', async () => {
  await using stage = setTheStage();
  await toSubjectConsent(stage);
  stage.send({ kind: 'decline' });
  assert.equal((await stage.until('rejected')).reason, 'subject_declined');
  assert.equal(stage.backend.args('answerSubjectRequest')[1].agreed, false);
});

test('a relative may put it off; the operator is where they were', async () => {
  await using stage = setTheStage();
  await toSubjectConsent(stage);
  stage.send({ kind: 'back' });
  await stage.until('subject_login');
  assert.equal(stage.backend.guestsLeft, 1);
  stage.send({ kind: 'back_to_family' });
  await stage.until('family');
});

test('an account that is not the relative’s is refused in words, and can be tried again', async () => {
  await using stage = setTheStage();
  await toSubjectLogin(stage);
  stage.backend.failOnce('subjectRequest', problem('subject_mismatch'));
  stage.send({ kind: 'login_subject' });
  const { situation, actions } = await stage.until('problem');
  assert.equal(situation, 'subject_mismatch');
  assert.ok(actions.includes('retry'));
  stage.send({ kind: 'retry' });
  await stage.until('subject_login');
  assert.equal(stage.backend.guestsLeft, 1);
});

test('a blocked window leads to the relative’s own phone, a window given up back to the choice', async () => {
  await using stage = setTheStage();
  await toSubjectLogin(stage);
  stage.backend.guestFailure = new LoginError('login_popup_blocked', 'blocked');
  stage.send({ kind: 'login_subject' });
  const blocked = await stage.until('subject_login', ({ link }) => link !== null);
  assert.equal(blocked.notice, 'popup_blocked');
  stage.backend.guestHangs = true;
  stage.send({ kind: 'login_subject' });
  assert.equal((await stage.until('logging_in')).stage, 'face');
  stage.send({ kind: 'cancel_login' });
  assert.equal((await stage.until('subject_login')).notice, 'not_logged_in');
});

test('a link for the relative’s own phone is made when it is asked for; their answer there goes on here', async () => {
  await using stage = setTheStage();
  await toSubjectLogin(stage);
  assert.equal(stage.backend.count('subjectLink'), 0);
  stage.send({ kind: 'show_link' });
  const { link } = await stage.until('subject_login', (phase) => phase.link !== null);
  assert.equal(link?.url, 'https://backend.example/confirm/token-of-the-link');
  stage.backend.answer();
  await stage.until('approved');
});

test('an answer from elsewhere ends whatever is on show', async () => {
  await using stage = setTheStage();
  await toSubjectLogin(stage);
  stage.backend.failOnce('subjectRequest', problem('subject_mismatch'));
  stage.send({ kind: 'login_subject' });
  await stage.until('problem');
  stage.backend.answer();
  await stage.until('approved');
});

test('a relative whose log-in is too old for the answer logs in once more; what they ticked is kept', async () => {
  await using stage = setTheStage();
  await toSubjectConsent(stage);
  stage.send({ kind: 'set_consent', noticeId: 'being-added', accepted: true });
  await stage.until('subject_consent', (phase) => phase.complete);
  stage.backend.failOnce('answerSubjectRequest', problem('insufficient_user_authentication'));
  stage.send({ kind: 'agree' });
  const { notice } = await stage.until('subject_login', ({ busy }) => !busy);
  assert.deepEqual([notice, stage.backend.guestsLeft], ['log_in_again', 1]);
  stage.send({ kind: 'login_subject' });
  const { complete } = await stage.until('subject_consent', ({ busy }) => !busy);
  assert.equal(complete, true);
  stage.send({ kind: 'agree' });
  await stage.until('approved');
  assert.equal(stage.backend.logins.length, 1, 'the operator did not log in again');
});

test('the operator’s log-in that lapsed meanwhile is asked for again, and not the relative’s', async () => {
  await using stage = setTheStage();
  await toSubjectLogin(stage);
  stage.backend.failOnce('subjectLink', new LoginError('login_required', 'gone'));
  stage.send({ kind: 'login_subject' });
  assert.equal((await stage.until('problem')).situation, 'login_required');
  stage.send({ kind: 'login' });
  await stage.until('subject_login');
  assert.equal(stage.backend.guestsLeft, 1);
});

test('at a counter: the code stands there until the clerk has decided', async () => {
  await using stage = setTheStage();
  await handIn(stage, 'in_person');
  const { code, stage: step } = await stage.until('appointment');
  assert.deepEqual([code, step], ['123456789', 'face']);
  stage.backend.answer();
  await stage.until('approved');
  assert.equal(stage.person.openCameras, 0);
});

test('another way takes the place of an appointment, with the entries at hand', async () => {
  await using stage = setTheStage();
  await handIn(stage, 'in_person');
  await stage.until('appointment');
  stage.send({ kind: 'choose_method', method: null });
  const { methods } = await stage.until('choose_method');
  assert.deepEqual(methods, ['face_liveness', 'document_review', 'subject_login', 'in_person']);
  stage.send({ kind: 'choose_method', method: 'document_review' });
  const { method, summary } = await stage.until('consent', ({ busy }) => !busy);
  assert.deepEqual([method, summary.name], ['document_review', '张伟']);
  assert.equal(stage.backend.count('withdraw'), 1);
});

test('an application that waits is opened again from the family', async () => {
  await using stage = setTheStage();
  stage.backend.restored = true;
  stage.backend.awaitRelative('in_person');
  const waiting = { id: 'application-9', status: 'awaiting_subject', method: 'in_person' } as const;
  stage.backend.applications = [stage.backend.application(waiting)];
  const { relatives } = await stage.until('family');
  assert.equal(relatives[0]?.state, 'appointment');
  stage.send({ kind: 'open_relative', key: 'application-9' });
  assert.equal((await stage.until('appointment')).canChangeMethod, false);
});

test('an application under review is withdrawn after a question', async () => {
  await using stage = setTheStage();
  stage.backend.held = new Promise(() => {});
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: new Blob(['x'], { type: 'image/jpeg' }) });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({ kind: 'next' });
  await stage.until('waiting');
  stage.send({ kind: 'withdraw' });
  await stage.until('confirm_withdraw');
  stage.send({ kind: 'back' });
  await stage.until('waiting');
  assert.equal(stage.backend.count('withdraw'), 0);
  stage.send({ kind: 'withdraw' });
  await stage.until('confirm_withdraw');
  stage.send({ kind: 'confirm' });
  await stage.until('withdrawn');
  assert.equal(stage.backend.count('withdraw'), 1);
  stage.send({ kind: 'back_to_family' });
  await stage.until('family');
});

test('a decision that was faster than the withdrawal is shown', async () => {
  await using stage = setTheStage();
  await handIn(stage, 'in_person');
  await stage.until('appointment');
  stage.send({ kind: 'withdraw' });
  await stage.until('confirm_withdraw');
  stage.backend.failOnce('withdraw', problem('state_conflict'));
  stage.backend.answer();
  stage.send({ kind: 'confirm' });
  await stage.until('approved');
});
