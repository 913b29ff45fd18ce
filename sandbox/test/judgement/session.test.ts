import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { SYNTHETIC_CITIZENS, UNKNOWN_PERSON } from '../../src/registry/synthetic-citizens.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { inputOf, portsWith, type Session, sessionOf } from './judged-session.ts';
import { rememberingReader } from './remembering-reader.ts';

let pictures: PictureReader;
let ports: JudgementPorts;
before(async () => {
  pictures = rememberingReader(await lookAtPictures());
  ports = portsWith(pictures);
});
after(() => pictures.close());

const judge = (session: Session) => judgeApplication(inputOf(session), ports);

async function assertRefused(session: Session, refusedBy: string, reason: string): Promise<void> {
  const judgement = await judge(session);
  assert.deepEqual(
    { verdict: judgement.verdict, refusedBy: judgement.refusedBy, reason: judgement.reason },
    { verdict: 'rejected', refusedBy, reason },
  );
}

for (const person of ['anna', 'finn', 'ben-nod', 'ben-mouth']) {
  test(`an honest session of ${person} is approved and every check that applies was made`, async () => {
    const judgement = await judge(sessionOf(person));
    assert.equal(judgement.verdict, 'approved');
    assert.equal(judgement.reason, undefined);
    assert.deepEqual(
      judgement.checks.filter(({ passed }) => passed !== true).map(({ name }) => name),
      ['frames_not_alike', 'faces_not_alike'],
    );
  });
}

test('a session in which a step was swapped is approved, if the judge is told both', async () => {
  assert.equal((await judge(sessionOf('finn-swap'))).verdict, 'approved');
  const forgetful = sessionOf('finn-swap');
  const plan = forgetful.challenge.plan.filter(
    ({ i }, at, all) => !all.slice(at + 1).some((later) => later.i === i),
  );
  forgetful.challenge = { ...forgetful.challenge, plan };
  await assertRefused(forgetful, 'trace_plan', 'evidence_inconsistent');
});

test("a relative's fourth try of the day is left to a person, whatever it shows", async () => {
  const session = sessionOf('anna');
  session.challenge = { ...session.challenge, triesToday: 4, triesThisMonth: 4 };
  const judgement = await judge(session);
  assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'few_tries']);
});

test("dev's face for anna is rejected as another face", async () => {
  await assertRefused(sessionOf('dev', 'anna'), 'face_match', 'face_mismatch');
});

test("finn's face for anna is left to a person", async () => {
  const judgement = await judge(sessionOf('finn', 'anna'));
  assert.equal(judgement.verdict, 'manual_review');
  assert.equal(judgement.refusedBy, 'face_match');
  assert.equal(judgement.reason, undefined);
});

test('the look-alike anna as hua is left to a person', async () => {
  const judgement = await judge(sessionOf('anna', 'hua'));
  assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'face_match']);
});

test('dev, without his glasses on the registered photo, is left to a person', async () => {
  const judgement = await judge(sessionOf('dev'));
  assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'face_match']);
});

test('dev is approved where the registered photo shows him with his glasses', async () => {
  const session = sessionOf('dev');
  const photo = session.parts.get(1)!.bytes;
  const registry = { ...ports.registry, photo: async () => photo };
  const judgement = await judgeApplication(inputOf(session), { ...ports, registry });
  assert.equal(judgement.verdict, 'approved');
});

test('a face whose relative could not be told is refused, and told apart from nobody else', async () => {
  const silent = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, phone: null }));
  const without = { ...ports, registry: syntheticRegistry(silent) };
  const { verdict, refusedBy, reason } = await judgeApplication(inputOf(sessionOf('anna')), without);
  assert.deepEqual([verdict, refusedBy, reason], ['rejected', 'subject_reachable', 'subject_unreachable']);
  const stranger = await judgeApplication(inputOf(sessionOf('dev', 'anna')), without);
  assert.equal(stranger.refusedBy, 'face_match', 'a stranger does not learn whether there is a phone');
});

test('an unknown number and a wrong name end alike, after the whole session was judged', async () => {
  const unknown = sessionOf('anna');
  const number = { type: 'resident_id_card', country: 'CHN', number: UNKNOWN_PERSON.number } as const;
  unknown.input = { ...unknown.input, subject: { name: UNKNOWN_PERSON.name, id: number } };
  await assertRefused(unknown, 'identity', 'identity_mismatch');
  const misnamed = sessionOf('anna');
  misnamed.input = { ...misnamed.input, subject: { ...misnamed.input.subject, name: '安晓冉' } };
  await assertRefused(misnamed, 'identity', 'identity_mismatch');
});

test('a lost card is not available', async () => {
  const session = sessionOf('anna');
  const lost = SYNTHETIC_CITIZENS.find(({ cardStatus }) => cardStatus === 'lost')!;
  const id = { type: lost.idType, country: 'CHN', number: lost.number };
  session.input = { ...session.input, subject: { name: lost.name, id } };
  await assertRefused(session, 'card_status', 'card_not_available');
});

test('a person without a registered photo is left to a person', async () => {
  const session = sessionOf('anna');
  const other = SYNTHETIC_CITIZENS.find(({ name }) => name === '施素珍')!;
  const id = { type: other.idType, country: 'CHN', number: other.number };
  session.input = { ...session.input, subject: { name: other.name, id } };
  const judgement = await judge(session);
  assert.equal(judgement.verdict, 'manual_review');
  assert.equal(judgement.refusedBy, 'registry_photo');
});

test('ages that do not fit the relationship are left to a person', async () => {
  const session = sessionOf('anna');
  session.input = { ...session.input, relationship: 'parent' };
  session.submission = { ...session.submission, relationship: 'parent' };
  const judgement = await judge(session);
  assert.equal(judgement.verdict, 'manual_review');
  assert.equal(judgement.refusedBy, 'relationship');
});

test('what a judgement remembers is the digest and hash of every key frame', async () => {
  const session = sessionOf('anna');
  const { remember } = await judge(session);
  assert.deepEqual(
    remember.map(({ n }) => n),
    session.submission.challenge!.key_frames.map(({ n }) => n),
  );
  for (const { digest, hash } of remember) {
    assert.match(digest, /^[\w-]{43}$/);
    assert.match(hash!, /^[0-9a-f]{64}$/);
  }
});

test('no check names a person or a number', async () => {
  const session = sessionOf('anna');
  const { checks } = await judge(session);
  const written = JSON.stringify(checks);
  for (const secret of [
    session.input.subject.name,
    session.input.subject.id.number,
    session.input.operator.sub,
  ]) {
    assert.ok(!written.includes(secret));
  }
});

test('a failure of the picture reader is an error, never a verdict', async () => {
  const failing: PictureReader = {
    read: () => Promise.reject(new Error('worker died')),
    close: async () => {},
  };
  await assert.rejects(judgeApplication(inputOf(sessionOf('anna')), portsWith(failing)), /worker died/);
});
