import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../../src/base/errors.ts';
import { setTheStage } from '../support/stage.ts';

const JPEG = new Blob([new Uint8Array([1])], { type: 'image/jpeg' });
type Stage = ReturnType<typeof setTheStage>;

function offering(stage: Stage): void {
  const { discovery } = stage.backend;
  stage.backend.discovery = { ...discovery, profiles: [...discovery.profiles, 'consent-withdrawal'] };
}

async function toDecision(stage: Stage, decision: 'rejected' | 'expired') {
  stage.backend.decision = decision;
  await stage.toPhotos();
  stage.send({ kind: 'set_photo', role: 'id_document', photo: JPEG });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({ kind: 'next' });
  return stage.until(decision);
}

async function toCard(stage: Stage, application: string | undefined) {
  stage.backend.cards = [stage.backend.card(application === undefined ? {} : { application })];
  await stage.toFamily();
  stage.send({ kind: 'open_relative', key: 'card-0001' });
  return stage.until('card');
}

test('after a rejection the consents are withdrawn, once it was asked and confirmed', async () => {
  await using stage = setTheStage();
  offering(stage);
  assert.equal((await toDecision(stage, 'rejected')).kind, 'rejected');
  stage.send({ kind: 'withdraw_consent' });
  assert.equal((await stage.until('confirm_consent_withdrawal')).bound, false);
  stage.send({ kind: 'back' });
  await stage.until('rejected');
  assert.equal(stage.backend.count('withdrawConsent'), 0);
  stage.send({ kind: 'withdraw_consent' });
  await stage.until('confirm_consent_withdrawal');
  stage.send({ kind: 'confirm' });
  assert.equal((await stage.until('consent_withdrawn')).bound, false);
  assert.deepEqual(stage.backend.args('withdrawConsent')[0], 'application-1');
  stage.send({ kind: 'back_to_family' });
  await stage.until('family');
});

test('a review that ran out is told as such, and leads to a new try', async () => {
  await using stage = setTheStage();
  offering(stage);
  await toDecision(stage, 'expired');
  assert.ok(stage.seen.every(({ kind }) => kind !== 'rejected' && kind !== 'problem'));
  stage.send({ kind: 'retry' });
  const { summary, consents } = await stage.until('consent', ({ busy }) => !busy);
  assert.equal(summary.name, '张伟');
  assert.ok(consents.every(({ accepted }) => !accepted));
});

test('a review that ran out while nobody looked stands in the family', async () => {
  await using stage = setTheStage();
  stage.backend.applications = [
    stage.backend.application({ id: 'application-9', status: 'expired', reason: 'review_expired' }),
  ];
  await stage.toFamily();
  const { relatives } = await stage.until('family');
  assert.equal(relatives[0]?.state, 'expired');
  stage.send({ kind: 'open_relative', key: 'application-9' });
  await stage.until('expired');
});

test('of a bound card the consents are withdrawn and the card stays', async () => {
  await using stage = setTheStage();
  offering(stage);
  const { canWithdrawConsent } = await toCard(stage, 'application-7');
  assert.equal(canWithdrawConsent, true);
  stage.send({ kind: 'withdraw_consent' });
  await stage.until('confirm_consent_withdrawal', ({ bound }) => bound);
  stage.send({ kind: 'confirm' });
  await stage.until('consent_withdrawn', ({ bound }) => bound);
  assert.deepEqual(stage.backend.args('withdrawConsent')[0], 'application-7');
  assert.equal(stage.backend.count('unbind'), 0);
  stage.send({ kind: 'back_to_family' });
  await stage.until('family');
});

test('and from there it can be unbound, too', async () => {
  await using stage = setTheStage();
  offering(stage);
  await toCard(stage, 'application-7');
  stage.send({ kind: 'withdraw_consent' });
  await stage.until('confirm_consent_withdrawal');
  stage.send({ kind: 'confirm' });
  await stage.until('consent_withdrawn');
  stage.send({ kind: 'unbind' });
  await stage.until('confirm_unbind');
  stage.send({ kind: 'back' });
  assert.equal((await stage.until('card')).canWithdrawConsent, false, 'they are withdrawn already');
  stage.send({ kind: 'unbind' });
  await stage.until('confirm_unbind');
  stage.send({ kind: 'confirm' });
  await stage.until('family');
  assert.equal(stage.backend.count('unbind'), 1);
});

test('what failed on the way is tried again', async () => {
  await using stage = setTheStage();
  offering(stage);
  stage.backend.failOnce('withdrawConsent', new TransportError('network_unreachable', 'gone'));
  await toDecision(stage, 'rejected');
  stage.send({ kind: 'withdraw_consent' });
  await stage.until('confirm_consent_withdrawal');
  stage.send({ kind: 'confirm' });
  await stage.until('problem');
  stage.send({ kind: 'retry' });
  await stage.until('confirm_consent_withdrawal', ({ busy }) => !busy);
  stage.send({ kind: 'confirm' });
  await stage.until('consent_withdrawn');
});

test('a backend that does not offer it is never asked', async () => {
  await using stage = setTheStage();
  const { canWithdrawConsent } = (await toDecision(stage, 'rejected')) as { canWithdrawConsent: boolean };
  assert.equal(canWithdrawConsent, false);
  stage.send({ kind: 'withdraw_consent' });
  stage.send({ kind: 'back' });
  await stage.until('family');
  assert.equal(stage.backend.count('withdrawConsent'), 0);
});
