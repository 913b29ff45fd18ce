import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { UPLOAD_GRACE_S } from '../../src/rules/policy.ts';
import { inputOf, portsWith, type Session, sessionOf } from './judged-session.ts';

/** All of these are refused before anybody looks at a picture. */
const blind: PictureReader = {
  read: () => Promise.reject(new Error('No picture should be looked at.')),
  close: async () => {},
};

async function assertRefused(session: Session, refusedBy: string): Promise<void> {
  const { verdict, refusedBy: by, reason } = await judgeApplication(inputOf(session), portsWith(blind));
  assert.deepEqual({ verdict, refusedBy: by }, { verdict: 'rejected', refusedBy });
  assert.ok(reason !== undefined);
}

test('a challenge that expired or was used before is refused', async () => {
  const late = sessionOf('anna');
  const graceMs = UPLOAD_GRACE_S * 1000;
  late.challenge = { ...late.challenge, submittedAtMs: late.challenge.expiresAtMs + graceMs + 1 };
  await assertRefused(late, 'challenge_fresh');
  const slow = sessionOf('anna');
  slow.challenge = { ...slow.challenge, expiresAtMs: slow.challenge.steps.at(-1)!.committedAtMs - 1 };
  await assertRefused(slow, 'challenge_fresh');
  const used = sessionOf('anna');
  used.challenge = { ...used.challenge, usedBefore: true };
  await assertRefused(used, 'challenge_fresh');
});

test('a session that ended in time may take longer to arrive', async () => {
  const session = sessionOf('anna');
  const expiresAtMs = session.challenge.steps.at(-1)!.committedAtMs;
  session.challenge = { ...session.challenge, expiresAtMs, submittedAtMs: expiresAtMs + 600_000 };
  // Nothing refuses it before its pictures are looked at.
  await assert.rejects(judgeApplication(inputOf(session), portsWith(blind)), /No picture/);
});

test('receipts that the server did not issue are refused', async () => {
  const session = sessionOf('anna');
  const [first, ...rest] = session.submission.challenge!.receipts;
  const challenge = { ...session.submission.challenge!, receipts: [...rest, first!] };
  session.submission = { ...session.submission, challenge };
  await assertRefused(session, 'receipts');
});

test("times that the server's clock contradicts are refused", async () => {
  const changes: readonly ((step: Session['challenge']['steps'][number]) => object)[] = [
    ({ committedAtMs }) => ({ committedAtMs: committedAtMs - 600 }),
    () => ({ elapsedMs: 100 }),
  ];
  for (const change of changes) {
    const session = sessionOf('anna');
    const steps = session.challenge.steps.map((step) => (step.i === 3 ? { ...step, ...change(step) } : step));
    session.challenge = { ...session.challenge, steps };
    await assertRefused(session, 'step_clock');
  }
});

test('a step that is longer in the trace than it was by the commitments is refused', async () => {
  const session = sessionOf('anna');
  const steps = session.challenge.steps.map((step) =>
    step.i === 1 ? { ...step, elapsedMs: step.elapsedMs - 40 } : step,
  );
  session.challenge = { ...session.challenge, steps };
  await assertRefused(session, 'trace_clock');
});

test('parts that the manifest does not list, or lists twice, are refused', async () => {
  const extra = sessionOf('anna');
  extra.parts.set(99, { role: 'frame', bytes: extra.parts.get(1)!.bytes });
  await assertRefused(extra, 'manifest_parts');
  const twice = sessionOf('anna');
  const challenge = twice.submission.challenge!;
  const key_frames = challenge.key_frames.map((frame) => ({ ...frame, n: frame.n === 2 ? 1 : frame.n }));
  twice.submission = { ...twice.submission, challenge: { ...challenge, key_frames } };
  await assertRefused(twice, 'manifest_parts');
});

test('a manifest of another application, operator or relationship is refused', async () => {
  for (const claim of [{ app: 'app-other-one' }, { sub: 'operator-2' }, { relationship: 'child' }]) {
    const session = sessionOf('anna');
    session.submission = { ...session.submission, ...claim };
    await assertRefused(session, 'manifest_binding');
  }
});

test("one's own number cannot be a relative's", async () => {
  const session = sessionOf('anna');
  session.input = { ...session.input, subjectHash: session.input.operator.numberHash };
  await assertRefused(session, 'not_oneself');
});
