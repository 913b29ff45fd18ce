import { type Bytes, concatBytes } from '@family-auth/library/base/bytes.ts';
import { createTraceEncoder } from '@family-auth/library/evidence/trace-codec.ts';
import type { Application } from '@family-auth/library/protocol/application.ts';
import { draft, type Planted } from '../engine/apply.ts';
import { randomHead, spelledOtherwise } from '../engine/challenge.ts';
import { type Check, check } from '../engine/check.ts';
import { postAppeal } from '../engine/decide.ts';
import { CheckFailed, expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import {
  besideHonest,
  checkDraft,
  draftFor,
  drawFor,
  expectHonest,
  expectNoMachine,
  expectRefused,
  type HandedInOtherwise,
  honestCheck,
  liveCheck,
  newRelative,
} from '../engine/face-evidence.ts';
import type { Kit } from '../engine/kit.ts';
import { compressedAgain } from '../engine/rendered-person.ts';

const options = { profile: 'liveness', needs: ['logIn', 'enrol'], waitsS: 30 } as const;
/** The step that is broken: the first that asks for a movement. */
const BROKEN = 1;

/** Evidence that is honest but for one thing is refused. */
const refused = (id: string, title: string, what: string, otherwise: HandedInOtherwise): Check =>
  check(id, title, options, (kit) => expectRefused(kit, otherwise, what));

/** Evidence that is honest but for one thing may wait for a person, and no machine approves it. */
const leftToPerson = (id: string, title: string, what: string, otherwise: HandedInOtherwise): Check =>
  check(id, title, options, async (kit) => {
    const [sound, ended] = await besideHonest(kit, liveCheck(kit, otherwise));
    expectNoMachine(sound, ended, what);
  });

const chainChecks: readonly Check[] = [
  refused(
    'L06',
    'holds the count of key frames in a commit against the chain',
    'A session in which a commit counts one key frame less than were chained',
    { commit: (one) => (one.i === BROKEN ? { ...one, frames: one.frames - 1 } : one) },
  ),
  refused(
    'L06-head',
    'holds the head of a commit against the chain',
    'A session in which one commit names another head than that of its evidence',
    { commit: (one) => (one.i === BROKEN ? { ...one, chain: randomHead() } : one) },
  ),
  refused(
    'L06-manifest',
    'holds the head of the manifest against the chain',
    'A manifest that names another head than that of its evidence',
    { challenge: { chain: randomHead() } },
  ),
  refused(
    'L07',
    'refuses a key frame that was exchanged after its commit',
    'A session in which one picture was exchanged, after all commits, for another of the same instant',
    {
      async evidence(performed) {
        const at = performed.keyFrames.length >> 1;
        const exchanged = performed.keyFrames[at]!;
        const jpeg = await compressedAgain(exchanged.jpeg);
        return { ...performed, keyFrames: performed.keyFrames.with(at, { ...exchanged, jpeg }) };
      },
    },
  ),
  refused(
    'L08',
    'refuses evidence that was chained for another application',
    'A session whose chain begins with the id of another application',
    { seed: { applicationId: crypto.randomUUID() } },
  ),
  refused(
    'L08-challenge',
    'refuses evidence that was chained for another challenge',
    'A session whose chain begins with another nonce',
    { seed: { nonce: crypto.getRandomValues(new Uint8Array(32)) } },
  ),
  refused(
    'L08-key',
    'refuses evidence that was chained for another key',
    'A session whose chain begins with the thumbprint of another key',
    { seed: { jkt: randomHead() } },
  ),
  refused(
    'L25',
    'refuses a trace that is encoded otherwise',
    'A trace in which a time is written longer than it needs to be',
    { bytes: (bytes, _, before) => (before === 1 ? withLongTime(bytes) : bytes) },
  ),
  refused(
    'L26',
    'refuses a trace that goes on after its last key frame',
    'A trace with a record after that of its last key frame',
    {
      evidence: (performed) => ({
        ...performed,
        trace: concatBytes(performed.trace, blankRecord()),
      }),
    },
  ),
  refused(
    'L27-evidence',
    'takes another spelling of a head for another head',
    'A session in which a commit spells its head otherwise',
    { commit: (one) => (one.i === BROKEN ? { ...one, chain: spelledOtherwise(one.chain) } : one) },
  ),
];

const clockChecks: readonly Check[] = [
  leftToPerson(
    'L09',
    'approves no frames that come like clockwork',
    'A session whose frames come exactly as far apart each time',
    { everyMs: 50 },
  ),
  refused(
    'L20',
    'refuses a step that took longer than the time that went by',
    'A session in which a step was committed 700 ms before the end that its trace claims',
    { commitAfterMs: (step) => (step === BROKEN ? -700 : 0) },
  ),
  leftToPerson(
    'L20-late',
    'approves no session in which more time went by than was claimed',
    'A session in which a step was committed 3.5 s after its end',
    { commitAfterMs: (step) => (step === BROKEN ? 3_500 : 0) },
  ),
  refused(
    'L21',
    'refuses a step that lasted longer in the trace than was committed',
    'A session in which a step lasted 100 ms longer in its trace than its commit says',
    { commit: (one) => (one.i === BROKEN ? { ...one, elapsed_ms: one.elapsed_ms - 100 } : one) },
  ),
  leftToPerson(
    'L23',
    'approves nobody who was seen too seldom to be told from pictures',
    'A session at 8 frames a second',
    { fps: 8 },
  ),
];

const pictureChecks: readonly Check[] = [
  leftToPerson('L10', 'approves no still picture', 'A session in which every picture is one still', {
    picture: () => ({ picture: 3, atMs: 0 }),
  }),
  leftToPerson(
    'L11',
    'approves no movement that only the trace shows',
    'A session whose pictures show a face at rest where the trace claims a movement',
    {
      picture: ({ purpose, picture, timestampMs: atMs }) => ({
        ...{ picture: purpose === 'extreme' ? 10 : picture, atMs },
      }),
    },
  ),
  check('L22', 'refuses a session without a picture that the plan calls for', options, (kit) =>
    expectRefused(
      kit,
      { picture: leavingOutOne() },
      'A session without the picture of one instant that was named',
    ),
  ),
];

const policyChecks: readonly Check[] = [
  check('L16', 'draws and judges by the thresholds that it announces', options, async (kit) => {
    const { liveness } = await kit.discovery();
    const { session, made } = await draftFor(kit, await newRelative(kit));
    const { policy_version: drawn } = await drawFor(kit, session, made);
    expect(
      drawn === liveness?.policy_version,
      `${liveness?.policy_version} is announced, and the challenge is of ${drawn}.`,
    );
    await expectRefused(
      kit,
      { challenge: { policy_version: `${drawn}-other` } },
      'A manifest under thresholds other than those of its challenge',
    );
  }),
  check('L17', 'approves nobody who was spared their eyes', options, async (kit) => {
    await sparing(kit, 'eyes');
  }),
  check('L17-head', 'approves nobody who was spared turning the head', options, async (kit) => {
    await sparing(kit, 'head');
  }),
  check('L24', 'approves nobody by machine after three tries, whoever made them', options, async (kit) => {
    const [first, second] = await kit.twoOperators();
    const planted = await newRelative(kit);
    const earlier = await draft(kit, second, { planted, method: 'face_liveness' });
    for (let tries = 0; tries < 3; tries++) await drawFor(kit, second, earlier);
    const session = await kit.logIn(first.account);
    const made = await draft(kit, session, { planted, method: 'face_liveness' });
    const [sound, ended] = await besideHonest(kit, checkDraft(kit, session, made));
    expectNoMachine(sound, ended, 'The fourth live check for a relative in a day');
  }),
  check(
    'L14-evidence',
    'judges the evidence, whatever its client says of it',
    { ...options, verifies: ['L14'] },
    (kit) =>
      expectRefused(
        kit,
        {
          picture: leavingOutOne(),
          manifest: { verdict: 'live', passed: true, liveness_score: 1, face_match: 'same' },
        },
        'A session without one of its pictures whose manifest says that it passed',
      ),
  ),
  check(
    'L21-honest',
    'approves honest evidence, or has a person look at it',
    { ...options, verifies: ['L21', 'L22'] },
    async (kit) => expectHonest(await honestCheck(kit)),
  ),
];

const decisionChecks: readonly Check[] = [
  check(
    'C78-alike',
    'tells an unknown number and a wrong name by the same reason',
    { ...options, verifies: ['C78'] },
    async (kit) => {
      const [first, second] = await kit.twoOperators();
      const { unknown } = kit.tenant.subjects;
      const known = await newRelative(kit);
      const misnamed = { ...known, subject: { ...known.subject, name: unknown.subject.name } };
      const ended = await Promise.all([
        checkAs(kit, first.account, unknown),
        checkAs(kit, second.account, misnamed),
      ]);
      for (const { application } of ended) {
        if (application.status === 'manual_review') skip('Names and numbers are left to a person here.');
        expect(application.status === 'rejected', `Somebody in no register is ${application.status}.`);
      }
      const [ofUnknown, ofMisnamed] = ended.map(({ application }) => application.reason);
      expect(
        ofUnknown === 'identity_mismatch' && ofMisnamed === ofUnknown,
        `An unknown number is ${ofUnknown}, a wrong name ${ofMisnamed}.`,
      );
    },
  ),
  check('C110-once', 'takes one appeal from a rejection', { ...options, verifies: ['C110'] }, async (kit) => {
    const { account } = await kit.operator();
    const { application } = await checkAs(kit, account, await newRelative(kit), {
      picture: leavingOutOne(),
    });
    if (application.status !== 'rejected') skip(`Broken evidence is ${application.status} here.`);
    expect(application.appealable, 'A rejection by evidence is not appealable.');
    const operator = await kit.logIn(account);
    const taken = expectStatus(await postAppeal(kit, operator, application.id), 202, 'An appeal');
    const { status, appealable } = taken.json as Application;
    expect(status === 'manual_review' && !appealable, `After the appeal the application is ${status}.`);
    const again = await postAppeal(kit, operator, application.id);
    expectProblem(again, { status: 409, code: 'state_conflict' }, 'A second appeal');
  }),
];

/** A live check of somebody by this account, up to the decision. @throws CheckFailed where it is refused at the door. */
async function checkAs(kit: Kit, account: string, planted: Planted, otherwise: HandedInOtherwise = {}) {
  const session = await kit.logIn(account);
  const made = await draft(kit, session, { planted, method: 'face_liveness' });
  const ended = await checkDraft(kit, session, made, otherwise);
  if (ended.at === 'door') throw new CheckFailed(`A live check was answered ${shortly(ended.answer)}.`);
  return ended;
}

async function sparing(kit: Kit, without: 'eyes' | 'head'): Promise<void> {
  const [sound, ended] = await besideHonest(kit, liveCheck(kit, { without }));
  expectNoMachine(sound, ended, `A session that spared the ${without}`);
}

/** For one session: takes no picture of the first instant that is named after the neutral step. */
function leavingOutOne(): NonNullable<HandedInOtherwise['picture']> {
  let isLeft = false;
  return ({ step, purpose, picture, timestampMs: atMs }) => {
    if (isLeft || step === 0 || purpose !== 'named') return { picture, atMs };
    isLeft = true;
    return null;
  };
}

/** A frame's record with its time in two bytes where one would do. */
function withLongTime(bytes: Bytes): Bytes {
  const [kind = 0, timeMs = 0] = bytes;
  if (timeMs > 0x7f) throw new RangeError('Only a short time can be written longer.');
  return concatBytes(new Uint8Array([kind, timeMs | 0x80, 0]), bytes.subarray(2));
}

/** A frame without a face, 50 ms after the one before. */
const blankRecord = (): Bytes => createTraceEncoder(1, 1).append({ kind: 'none', timestampMs: 50 });

export const faceEvidenceChecks: readonly Check[] = [
  ...chainChecks,
  ...clockChecks,
  ...pictureChecks,
  ...policyChecks,
  ...decisionChecks,
];
