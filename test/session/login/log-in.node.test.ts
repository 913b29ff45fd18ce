import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginError, TransportError } from '../../../src/base/errors.ts';
import { problem } from '../support/fake-backend.ts';
import { setTheStage } from '../support/stage.ts';

test('a log-in that is left from the last visit leads straight to the family', async () => {
  await using stage = setTheStage();
  stage.backend.restored = true;
  const { operatorName, testSystem, stage: step } = await stage.until('family');
  assert.deepEqual([operatorName, testSystem, step], ['李*华', true, null]);
  assert.equal(stage.backend.logins.length, 0);
});

test('the log-in window is opened within the click', async () => {
  await using stage = setTheStage();
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  assert.equal(stage.backend.logins.length, 1);
  stage.send({ kind: 'login' });
  assert.equal(stage.backend.logins.length, 1);
  await stage.until('family');
});

test('somebody without an account is led to registration', async () => {
  await using stage = setTheStage();
  assert.ok((await stage.until('welcome')).canRegister);
  stage.send({ kind: 'register' });
  assert.equal(stage.backend.logins[0]?.prompt, 'create');
  await stage.until('family');
  assert.ok(stage.seen.some((phase) => phase.kind === 'logging_in' && phase.reason === 'register'));
});

test('a blocked window offers first what does not need one', async () => {
  await using stage = setTheStage();
  stage.backend.loginFailure = new LoginError('login_popup_blocked', 'blocked');
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  assert.deepEqual((await stage.until('problem')).actions, ['redirect_login', 'login', 'back']);
  stage.send({ kind: 'redirect_login' });
  assert.equal(stage.backend.logins[1]?.mode, 'redirect');
  await stage.until('family');
});

test('a log-in that was refused can be tried again or left', async () => {
  await using stage = setTheStage();
  stage.backend.loginFailure = new LoginError('login_refused', 'refused');
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  assert.equal((await stage.until('problem')).situation, 'login_refused');
  assert.deepEqual(
    stage.misconfigurations.map(({ code }) => code),
    ['login_refused'],
  );
  stage.send({ kind: 'back' });
  await stage.until('welcome');
});

test('a log-in without a connection is offered again as soon as it is back', async () => {
  await using stage = setTheStage();
  stage.backend.loginFailure = new TransportError('network_unreachable', 'offline', { retryable: true });
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  assert.equal((await stage.until('problem')).situation, 'offline');
  stage.page.goOnline();
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  await stage.until('family');
});

test('the person may give up a log-in that is under way', async () => {
  await using stage = setTheStage();
  stage.backend.loginHangs = true;
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  await stage.until('logging_in');
  stage.send({ kind: 'cancel_login' });
  await stage.until('welcome');
});

test('a backend that cannot be reached is tried again when the connection is back', async () => {
  let tries = 0;
  await using stage = setTheStage({
    parts: {
      connect: async () => {
        tries += 1;
        if (tries === 1) throw new TransportError('network_unreachable', 'offline', { retryable: true });
        return stage.backend.connect();
      },
    },
  });
  assert.equal((await stage.until('problem')).situation, 'offline');
  stage.page.goOnline();
  await stage.until('welcome');
});

test('and when the backend answers again, of which a browser is told nothing', async () => {
  let tries = 0;
  await using stage = setTheStage({
    parts: {
      connect: async () => {
        tries += 1;
        if (tries <= 3) throw new TransportError('network_unreachable', 'offline', { retryable: true });
        return stage.backend.connect();
      },
    },
  });
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['offline', ['retry']]);
  for (let ticks = 0; tries < 5 && ticks < 1_000; ticks++) await stage.clock.tick(100);
  await stage.until('welcome');
  assert.equal(stage.seen.filter(({ kind }) => kind === 'problem').length, 1, 'the screen does not flicker');
});

test('logging out forgets the person and what was entered', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.send({ kind: 'back' });
  await stage.until('details');
  stage.send({ kind: 'back' });
  await stage.until('family');
  stage.send({ kind: 'logout' });
  await stage.until('welcome');
  assert.equal(stage.backend.loggedOut, 1);
  stage.send({ kind: 'login' });
  await stage.until('family');
  stage.send({ kind: 'add_relative' });
  assert.equal((await stage.until('details')).draft.name, '');
});

test('a log-in that lapsed half-way is renewed with all entries kept', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce('createApplication', new LoginError('login_required', 'gone'));
  await stage.agree();
  const { situation, actions } = await stage.until('problem');
  assert.equal(situation, 'login_required');
  assert.deepEqual(actions, ['login', 'back']);
  stage.send({ kind: 'login' });
  await stage.until('get_ready');
  assert.equal(stage.backend.count('createApplication'), 2);
});

test('entries do not pass to somebody else who logs in half-way', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  stage.backend.failOnce('createApplication', problem('invalid_token'));
  await stage.agree();
  await stage.until('problem');
  stage.backend.loginAs('operator-2');
  stage.send({ kind: 'login' });
  await stage.until('family');
  stage.send({ kind: 'add_relative' });
  assert.equal((await stage.until('details')).draft.name, '');
  assert.equal(stage.backend.count('createApplication'), 1);
});

test('an error of ours is reported and shown without its text', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('me', new Error('number 119901195001010019'));
  await stage.until('welcome');
  stage.send({ kind: 'login' });
  const shown = await stage.until('problem');
  assert.equal(shown.situation, 'internal');
  assert.ok(!JSON.stringify(shown).includes('1199'));
  assert.equal(stage.faults.length, 1);
});
