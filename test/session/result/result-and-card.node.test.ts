import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError, VerificationError } from '../../../src/base/errors.ts';
import { problem } from '../support/fake-backend.ts';
import { setTheStage } from '../support/stage.ts';

const JPEG = new Blob([new Uint8Array([1])], { type: 'image/jpeg' });

async function handIn(stage: ReturnType<typeof setTheStage>) {
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({ kind: 'next' });
}

async function toCard(stage: ReturnType<typeof setTheStage>) {
  stage.backend.cards = [stage.backend.card()];
  await stage.toFamily();
  stage.send({ kind: 'open_relative', key: 'card-0001' });
  return stage.until('card');
}

test('the decision is tied to what was submitted', async () => {
  await using stage = setTheStage();
  await handIn(stage);
  const { signedResult, applicationId } = await stage.until('approved');
  assert.equal(signedResult, `signed-result-of-${applicationId}`);
  const [, { submissionSha256 }] = stage.backend.args('signedResult');
  assert.match(submissionSha256 ?? '', /^[\w-]{43}$/);
});

test('a decision that does not verify is never shown', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('signedResult', new VerificationError('result_not_authentic', 'forged'));
  await handIn(stage);
  assert.equal((await stage.until('problem')).situation, 'result_not_authentic');
  assert.ok(stage.seen.every(({ kind }) => kind !== 'approved'));
});

test('a rejection tells reason and ways on, and trying again keeps the details but asks for consent anew', async () => {
  await using stage = setTheStage();
  stage.backend.decision = 'rejected';
  await handIn(stage);
  const { reason, canRetry, canAppeal, otherMethods } = await stage.until('rejected');
  assert.deepEqual([reason, canRetry, canAppeal], ['face_mismatch', true, true]);
  assert.ok(otherMethods.includes('document_review') || otherMethods.includes('face_liveness'));
  stage.send({ kind: 'retry' });
  const { consents, summary } = await stage.until('consent', ({ busy }) => !busy);
  assert.ok(consents.every(({ accepted }) => !accepted));
  assert.equal(summary.name, '张伟');
});

test('a number that does not match leads back to the details', async () => {
  await using stage = setTheStage();
  stage.backend.decision = 'rejected';
  stage.backend.reason = 'identity_mismatch';
  await handIn(stage);
  await stage.until('rejected');
  stage.send({ kind: 'retry' });
  assert.equal((await stage.until('details')).draft.name, '张伟');
});

test('an appeal goes to a person and is waited for', async () => {
  await using stage = setTheStage();
  stage.backend.decision = 'rejected';
  await handIn(stage);
  await stage.until('rejected');
  stage.send({ kind: 'appeal' });
  await stage.until('appealing');
  stage.send({ kind: 'send_appeal', text: '  ' });
  stage.send({ kind: 'send_appeal', text: ' 请再看一遍 ' });
  await stage.until('approved');
  assert.deepEqual(stage.backend.args('appeal').slice(0, 2), ['application-1', '请再看一遍']);
});

test('who does not want to wait finds the application in the family', async () => {
  await using stage = setTheStage();
  let decide = () => {};
  stage.backend.held = new Promise((resolve) => {
    decide = resolve;
  });
  await handIn(stage);
  const { status, applicationId } = await stage.until('waiting', (phase) => phase.status === 'processing');
  assert.deepEqual([status, applicationId], ['processing', 'application-1']);
  stage.backend.applications = [stage.backend.application({ id: 'application-1', status: 'processing' })];
  stage.send({ kind: 'back_to_family' });
  const { relatives } = await stage.until('family');
  assert.deepEqual(
    relatives.map(({ key, state }) => [key, state]),
    [['application-1', 'under_review']],
  );
  decide();
  stage.send({ kind: 'open_relative', key: 'application-1' });
  await stage.until('approved');
});

test('a draft from before a reload is entered anew and then superseded', async () => {
  await using stage = setTheStage();
  stage.backend.applications = [stage.backend.application({ id: 'application-9', status: 'draft' })];
  await stage.toFamily();
  stage.send({ kind: 'open_relative', key: 'application-9' });
  const { draft } = await stage.until('details');
  assert.deepEqual([draft.name, draft.relationship], ['', 'parent']);
});

test('the code is counted down and renewed as long as it is on show', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.send({ kind: 'show_code' });
  await stage.until('card', ({ code }) => code?.secondsLeft === 60);
  await stage.until('card', ({ code }) => code?.secondsLeft === 30);
  await stage.until('card', ({ code }) => code?.code.code === 'code-2');
  stage.send({ kind: 'back' });
  await stage.until('family');
  const asked = stage.backend.count('cardCode');
  for (let ticks = 0; ticks < 2_000; ticks++) await stage.clock.tick();
  assert.equal(stage.backend.count('cardCode'), asked);
});

test('a code asked for with an old log-in is there after a fresh one, for the same card', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.backend.failOnce('cardCode', problem('insufficient_user_authentication'));
  stage.send({ kind: 'show_code' });
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['insufficient_user_authentication', ['login', 'back']]);
  stage.send({ kind: 'login' });
  assert.equal(stage.backend.logins.at(-1)?.maxAge, 0);
  const { card } = await stage.until('card', ({ code }) => code !== null);
  assert.equal(card.ref, 'card-0001');
});

test('unbinding with an old log-in goes on by itself after a fresh one', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.send({ kind: 'unbind' });
  await stage.until('confirm_unbind');
  stage.backend.failOnce('unbind', problem('insufficient_user_authentication'));
  stage.send({ kind: 'confirm' });
  assert.equal((await stage.until('problem')).situation, 'insufficient_user_authentication');
  stage.send({ kind: 'login' });
  assert.equal(stage.backend.logins.at(-1)?.maxAge, 0);
  await stage.until('family');
  assert.deepEqual(stage.backend.args('unbind')[0], 'card-0001');
});

test('a service is opened in a window of the click', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.send({ kind: 'open_service', service: 'pension' });
  assert.equal(stage.windows.length, 1);
  assert.equal(await stage.windows[0], 'https://backend.example/services/pension');
  await stage.until('card', ({ busy, link }) => !busy && link === undefined);
});

test('a refused window leaves a link', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.page.blockWindows = true;
  stage.send({ kind: 'open_service', service: 'pension' });
  const { link } = await stage.until('card', (phase) => phase.link !== undefined);
  assert.deepEqual(link, { service: 'pension', url: 'https://backend.example/services/pension' });
});

test('a code that cannot be had is a problem, not an empty square', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.backend.failOnce('cardCode', new TransportError('network_unreachable', 'offline'));
  stage.send({ kind: 'show_code' });
  assert.equal((await stage.until('problem')).situation, 'offline');
  stage.send({ kind: 'retry' });
  await stage.until('card');
});

test('unbinding asks first and then the relative is gone', async () => {
  await using stage = setTheStage();
  await toCard(stage);
  stage.send({ kind: 'unbind' });
  await stage.until('confirm_unbind');
  stage.send({ kind: 'back' });
  await stage.until('card');
  assert.equal(stage.backend.count('unbind'), 0);
  stage.send({ kind: 'unbind' });
  await stage.until('confirm_unbind');
  stage.send({ kind: 'confirm' });
  stage.send({ kind: 'confirm' });
  const { relatives } = await stage.until('family');
  assert.deepEqual(relatives, []);
  assert.equal(stage.backend.count('unbind'), 1);
});

test('from the approval straight to the code', async () => {
  await using stage = setTheStage();
  await handIn(stage);
  await stage.until('approved');
  stage.send({ kind: 'show_code' });
  await stage.until('card', ({ code }) => code !== null);
});

test('a link that the relative ended stands in the list, and opens with what became of it', async () => {
  await using stage = setTheStage();
  const revoked_at = '2026-06-02T01:00:00Z';
  stage.backend.cards = [
    stage.backend.card({ status: 'revoked', revocation: 'subject_repudiated', revoked_at, services: [] }),
  ];
  const { relatives } = await stage.toFamily();
  assert.deepEqual(
    relatives.map(({ state }) => state),
    ['ended_by_subject'],
  );
  stage.send({ kind: 'open_relative', key: 'card-0001' });
  const { card, code } = await stage.until('card');
  assert.deepEqual([card.revocation, card.revoked_at, code], ['subject_repudiated', revoked_at, null]);
});

test('who ended the link before is added again only in a way of their own, with the details kept', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce('createApplication', problem('subject_agreement_required'));
  await stage.agree();
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['subject_agreement_required', ['other_method', 'back']]);
});
