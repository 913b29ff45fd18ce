import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportError } from '../../../src/base/errors.ts';
import { submitDocuments } from '../../../src/client/submission.ts';
import { BackendError } from '../../../src/protocol/problem.ts';
import { problem } from '../support/fake-backend.ts';
import { setTheStage } from '../support/stage.ts';

const tooFast = (retryAfterMs: number) =>
  new BackendError({ type: 'about:blank', status: 429, code: 'rate_limited' }, { retryAfterMs });
const offline = () => new TransportError('network_unreachable', 'offline', { retryable: true });

async function toSending(stage: ReturnType<typeof setTheStage>) {
  await stage.toConsent();
  await stage.agree();
  await stage.toFraming();
}

test('the manifest is signed for this backend, this application and this device', async () => {
  await using stage = setTheStage();
  await toSending(stage);
  await stage.until('approved');
  const manifest = stage.manifest();
  assert.equal(manifest.aud, 'https://backend.example');
  assert.equal(manifest.htu, 'https://backend.example/v1/applications/application-1/submission');
  assert.ok(manifest.exp - manifest.iat <= 300);
  assert.equal(manifest.client.origin, 'https://portal.example');
  assert.equal(manifest.client.engine, 'wasm');
  assert.ok(!JSON.stringify(manifest).includes('Trace'), 'the camera has no name here');
  assert.ok(!JSON.stringify(manifest).includes('119901'));
});

test('a program that submits the same photo signs the same manifest as the element', async () => {
  await using stage = setTheStage();
  await stage.toPhotos();
  const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 7, 0xff, 0xd9])], { type: 'image/jpeg' });
  stage.send({ kind: 'set_photo', role: 'id_document', photo: jpeg });
  await stage.until('photos', ({ complete }) => complete);
  stage.send({ kind: 'next' });
  await stage.until('approved');
  const byElement = stage.manifest();
  const { backend } = stage;
  const session = await (await backend.connect()).login.start({});
  const [, submitted] = backend.args('submit');
  await submitDocuments(backend.client, session, {
    application: { id: byElement.app, relationship: byElement.relationship, method: byElement.method },
    subjectSha256: byElement.subject.sha256,
    consents: byElement.consents,
    photos: [{ role: 'id_document', bytes: new Uint8Array(await jpeg.arrayBuffer()), cty: 'image/jpeg' }],
  });
  assert.notEqual(backend.submissions.at(-1), submitted);
  // Each seals with a key of its own and names itself; the rest is one and the same, times included but for the wait.
  const comparable = ({ jti, iat, exp, client, parts, ...rest }: typeof byElement) => ({
    ...rest,
    lifetimeS: exp - iat,
    parts: parts.map(({ sha256, ...part }) => part),
  });
  assert.deepEqual(comparable(stage.manifest()), comparable(byElement));
  assert.equal(stage.manifest().iat, Math.floor(backend.clock.epochMs() / 1000));
});

test('a fresh log-in that the backend asks for keeps the evidence', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', problem('insufficient_user_authentication'));
  await toSending(stage);
  const { situation, actions } = await stage.until('problem');
  assert.deepEqual([situation, actions], ['insufficient_user_authentication', ['login', 'back']]);
  stage.send({ kind: 'login' });
  assert.equal(stage.backend.logins.at(-1)?.maxAge, 0);
  await stage.until('approved');
  assert.ok(stage.seen.some((phase) => phase.kind === 'logging_in' && phase.reason === 'step_up'));
  assert.deepEqual(
    [stage.backend.count('requestChallenge'), stage.backend.count('createApplication'), stage.person.opened],
    [1, 1, 1],
  );
});

test('a connection that breaks is said so, and sending goes on when it is back', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('uploadParts', offline(), offline());
  await toSending(stage);
  await stage.until('approved');
  assert.ok(stage.seen.some((phase) => phase.kind === 'sending' && phase.offline));
  assert.deepEqual([stage.backend.count('uploadParts'), stage.backend.submissions.length], [3, 1]);
});

test('the same signed manifest is posted again when the answer was lost', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', offline());
  await toSending(stage);
  await stage.until('approved');
  const [first, second] = [stage.backend.args('submit', 0), stage.backend.args('submit', 1)];
  assert.deepEqual(first[1], second[1]);
});

test('a limit that is soon over is waited for, a longer one is said, and nothing of the evidence is lost', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', tooFast(7_000), tooFast(50_000));
  await toSending(stage);
  const { situation, actions, until } = await stage.until('problem');
  assert.deepEqual([situation, actions[0], stage.backend.count('submit')], ['rate_limited', 'retry', 2]);
  assert.match(until ?? '', /:00\.000Z$/);
  stage.send({ kind: 'retry' });
  await stage.until('approved');
  assert.deepEqual(
    [stage.backend.count('requestChallenge'), stage.backend.count('createApplication'), stage.person.opened],
    [1, 1, 1],
  );
});

test('a submission that had arrived after all is not sent anew', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', problem('state_conflict'));
  await toSending(stage);
  await stage.until('approved');
  assert.equal(stage.backend.count('submit'), 1);
});

test('a draft that lapsed is replaced by one with the same consents, and the face is taken again', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', problem('draft_expired'));
  await toSending(stage);
  assert.equal((await stage.until('problem')).situation, 'draft_expired');
  stage.send({ kind: 'retry' });
  await stage.toFraming();
  await stage.until('approved');
  const [first, second] = [
    stage.backend.args('createApplication', 0)[0],
    stage.backend.args('createApplication', 1)[0],
  ];
  assert.deepEqual(first.consents, second.consents);
  assert.equal(stage.manifest().app, 'application-2');
});

test('a backend that is busy for a moment is asked again by itself', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('uploadParts', problem('unavailable'));
  await toSending(stage);
  await stage.until('approved');
  assert.ok(stage.seen.every((phase) => phase.kind !== 'sending' || !phase.offline));
});

test('progress never goes back', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', offline());
  await toSending(stage);
  await stage.until('approved');
  const percents = stage.seen.flatMap((phase) => (phase.kind === 'sending' ? [phase.percent] : []));
  assert.deepEqual(
    percents,
    [...percents].sort((a, b) => a - b),
  );
  assert.equal(percents.at(-1), 100);
});

test('evidence is wiped when sending is given up', async () => {
  await using stage = setTheStage();
  stage.backend.failOnce('submit', problem('evidence_incomplete'));
  await toSending(stage);
  await stage.until('problem');
  stage.send({ kind: 'back' });
  await stage.until('consent', ({ busy }) => !busy);
  assert.ok(stage.jpegs.every((jpeg) => jpeg.every((byte) => byte === 0)));
});
