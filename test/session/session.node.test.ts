import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CameraError, ConfigurationError, TransportError } from '../../src/base/errors.ts';
import { BackendError } from '../../src/protocol/problem.ts';
import { VERSION } from '../../src/session/application/manifest.ts';
import { DISCOVERY } from './support/discovery.ts';
import { setTheStage } from './support/stage.ts';

test('the version told to backends is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.equal(VERSION, version);
});

test('phases come as a stream that ends with the session', async () => {
  const stage = setTheStage();
  const kinds: string[] = [];
  const reading = (async () => {
    for await (const { kind } of stage.session.phases()) kinds.push(kind);
  })();
  await stage.toFamily();
  await stage.session.close();
  await stage.session.close();
  await reading;
  assert.equal(kinds[0], 'starting');
  assert.equal(kinds.at(-1), 'family');
});

test('a request that fits no current screen is ignored', async () => {
  await using stage = setTheStage();
  await stage.until('welcome');
  for (const kind of ['agree', 'shutter', 'confirm', 'retry', 'back'] as const) stage.send({ kind });
  stage.send({ kind: 'login' });
  await stage.until('family');
  assert.deepEqual(stage.faults, []);
});

test('a listener that throws does not stop the flow', async () => {
  await using stage = setTheStage();
  stage.session.subscribe(() => {
    throw new Error('a page');
  });
  await stage.toFamily();
  assert.ok(stage.faults.length > 0);
});

test('every screen of a test system is marked', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  assert.ok(stage.seen.filter(({ kind }) => kind !== 'starting').every(({ testSystem }) => testSystem));
});

test('a page whose origin is not registered asks nobody to log in, and its engineer is told why', async () => {
  await using stage = setTheStage();
  stage.backend.discovery = { ...DISCOVERY, origin_not_allowed: 'http://localhost:4200 is not registered.' };
  const { situation, code, actions } = await stage.until('problem');
  assert.deepEqual([situation, code, actions], ['origin_not_allowed', 'origin_not_allowed', ['reload']]);
  assert.ok(!stage.seen.some(({ kind }) => kind === 'welcome'));
  const [told] = stage.misconfigurations;
  assert.ok(told instanceof BackendError);
  assert.match(told.message, /localhost:4200/);
});

test('a session may be closed in front of any screen without a fault', async () => {
  const atProblem = setTheStage({
    parts: {
      connect: async () => {
        throw new ConfigurationError('discovery_invalid', 'no');
      },
    },
  });
  await atProblem.until('problem');
  await atProblem.session.close();
  const atWelcome = setTheStage();
  await atWelcome.until('welcome');
  await atWelcome.session.close();
  const atConsent = setTheStage();
  await atConsent.toConsent();
  await atConsent.session.close();
  const atPhotos = setTheStage();
  await atPhotos.toPhotos();
  atPhotos.send({ kind: 'take_photo', role: 'id_document' });
  await atPhotos.until('taking_photo', ({ preview }) => preview !== null);
  await atPhotos.session.close();
  assert.equal(atPhotos.person.openCameras, 0);
  for (const { faults } of [atProblem, atWelcome, atConsent, atPhotos]) assert.deepEqual(faults, []);
});

test('while something is tried again, no dead buttons of the problem are on show', async () => {
  await using stage = setTheStage();
  await stage.until('welcome');
  stage.backend.failOnce('me', new TransportError('network_unreachable', 'offline'));
  stage.send({ kind: 'login' });
  await stage.until('problem');
  stage.send({ kind: 'retry' });
  await stage.until('family');
  assert.deepEqual(
    stage.seen.slice(-3).map(({ kind }) => kind),
    ['problem', 'starting', 'family'],
  );
});

test('the rear camera and the quiet are remembered over a failure', async () => {
  await using stage = setTheStage();
  await stage.toConsent();
  await stage.agree();
  await stage.until('get_ready');
  stage.send({ kind: 'set_facing', facing: 'environment' });
  stage.send({ kind: 'set_voice', voice: false });
  await stage.until('get_ready', ({ voice }) => !voice);
  stage.person.refusal = new CameraError('camera_busy', 'no');
  await stage.openCamera();
  await stage.until('problem');
  stage.send({ kind: 'retry' });
  const { facing, voice } = await stage.until('get_ready');
  assert.deepEqual([facing, voice, stage.person.requests[0]?.facing], ['environment', false, 'environment']);
});

test('more time is asked of the backend where the page grants it', async () => {
  await using stage = setTheStage({ pace: 'relaxed' });
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
  await stage.until('prompt');
  assert.equal(stage.backend.args('requestChallenge')[1].pace, 'relaxed');
});

for (const [what, target, name, code] of [
  ['without HTTPS', globalThis, 'isSecureContext', 'camera_insecure_context'],
  ['in a browser without WebCrypto', crypto, 'subtle', 'browser_unsupported'],
] as const) {
  test(`on a page ${what} nobody is asked to log in`, async () => {
    Object.defineProperty(target, name, { value: false, configurable: true });
    try {
      await using stage = setTheStage();
      const { code: shown } = await stage.until('problem');
      assert.equal(shown, code);
      assert.ok(!stage.seen.some(({ kind }) => kind === 'welcome'));
    } finally {
      delete (target as unknown as Record<string, unknown>)[name];
    }
  });
}

test('in an app’s web view that is too old, people are led to their browser', async () => {
  Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
  try {
    await using stage = setTheStage();
    stage.page.isInApp = () => true;
    assert.equal((await stage.until('problem')).situation, 'in_app_browser');
  } finally {
    delete (crypto as unknown as Record<string, unknown>).subtle;
  }
});

test('the camera that the page proposes is opened, unless the person chooses the other', async () => {
  for (const chosen of ['environment', 'user'] as const) {
    await using stage = setTheStage({ facing: 'environment' });
    await stage.toConsent();
    await stage.agree();
    assert.equal((await stage.until('get_ready')).facing, 'environment');
    stage.send({ kind: 'set_facing', facing: chosen });
    await stage.openCamera();
    await stage.until('framing');
    assert.equal(stage.person.requests.at(-1)?.facing, chosen);
  }
});
