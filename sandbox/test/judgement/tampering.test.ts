import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { decodeTrace, encodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '@family-auth/library/signals/trace-frame.ts';
import { tracePosition } from '@family-auth/library/signals/trace-landmarks.ts';
import sharp from 'sharp';
import { checkTraceClaims } from '../../src/judgement/checks/trace.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { EarlierFrames, Judgement } from '../../src/judgement/judgement.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import { hashDistance } from '../../src/pictures/perceptual-hashes.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { inputOf, portsWith, type Session, sessionOf } from './judged-session.ts';
import { rememberingReader } from './remembering-reader.ts';
import { reseal, withFrames, withoutFrame } from './reseal.ts';

const NOSE_TIP = tracePosition(4);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

let pictures: PictureReader;
let ports: JudgementPorts;
before(async () => {
  pictures = rememberingReader(await lookAtPictures());
  ports = portsWith(pictures);
});
after(() => pictures.close());

const judge = (session: Session) => judgeApplication(inputOf(session), ports);

async function assertRefused(session: Session, refusedBy: string): Promise<void> {
  const { verdict, refusedBy: by, reason } = await judge(session);
  assert.deepEqual({ verdict, refusedBy: by }, { verdict: 'rejected', refusedBy });
  assert.ok(reason !== undefined);
}

const frameOf = (session: Session, purpose: string, step: number) =>
  session.submission.challenge!.key_frames.find((frame) => frame.purpose === purpose && frame.step === step)!;

/** Everything that `judgement` remembered, as the store answers it. */
function earlierOf({ remember }: Judgement): EarlierFrames {
  const seen = (indices: readonly number[]) =>
    indices.map((index) => ({ index, applicationId: 'app-earlier' }));
  const indicesOf = (list: readonly string[], known: (value: string) => boolean) =>
    seen(list.flatMap((value, index) => (known(value) ? [index] : [])));
  return {
    seenDigests: async (digests) =>
      indicesOf(digests, (one) => remember.some(({ digest }) => digest === one)),
    seenHashes: async (hashes, max) =>
      indicesOf(hashes, (one) =>
        remember.some(({ hash }) => hash !== null && hashDistance(hash, one) <= max),
      ),
    facesOfRelative: async () => remember.flatMap(({ faceHash }) => faceHash ?? []),
  };
}

test('a key frame that was changed after it was committed breaks the chain', async () => {
  const session = sessionOf('anna');
  const { n } = frameOf(session, 'closing', 1);
  const { bytes, role } = session.parts.get(n)!;
  session.parts.set(n, { role, bytes: new Uint8Array(await sharp(bytes).jpeg({ quality: 90 }).toBuffer()) });
  await assertRefused(session, 'chain');
});

test('two key frames that were exchanged break the chain', async () => {
  const session = sessionOf('anna');
  const [a, b] = [session.parts.get(2)!, session.parts.get(5)!];
  session.parts.set(2, b).set(5, a);
  await assertRefused(session, 'chain');
});

test('a trace that was changed after it was committed breaks the chain', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const records = trace.records.map((record, at) =>
    at === 40 && record.kind === 'face'
      ? { ...record, points: record.points.map((value) => value + 1) }
      : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(session, 'chain');
});

test('bytes that are no trace are refused as such', async () => {
  const session = sessionOf('anna');
  session.parts.set(0, { role: 'trace', bytes: session.parts.get(0)!.bytes.slice(0, 5000) });
  await assertRefused(session, 'trace_format');
});

test('a session of another challenge breaks the chain, however its manifest is rewritten', async () => {
  const session = sessionOf('anna');
  const nonce = sessionOf('dev').challenge.nonce;
  session.challenge = { ...session.challenge, nonce };
  await assertRefused(session, 'challenge_binding');
  const challenge = { ...session.submission.challenge!, nonce };
  await assertRefused({ ...session, submission: { ...session.submission, challenge } }, 'chain');
});

test("another operator's session breaks the chain", async () => {
  const session = sessionOf('anna');
  session.input = {
    ...session.input,
    operator: { ...session.input.operator, jkt: sessionOf('dev').input.operator.jkt },
  };
  await assertRefused(session, 'chain');
});

test('another plan than the one carried out is refused by the replay', async () => {
  const session = sessionOf('anna');
  session.challenge = { ...session.challenge, plan: sessionOf('dev').challenge.plan };
  await assertRefused(session, 'trace_steps');
  const longer = sessionOf('anna');
  longer.challenge = {
    ...longer.challenge,
    plan: [...longer.challenge.plan, { i: 3, action: 'turn_left', pause_ms: 500, capture_at: [] }],
  };
  await assertRefused(longer, 'trace_plan');
});

test('a missing picture of a named instant is noticed though everything else fits', async () => {
  const session = sessionOf('anna');
  await assertRefused(await withoutFrame(session, frameOf(session, 'named', 0).n), 'named_frames');
});

test('a picture of another instant is noticed by its landmarks though everything else fits', async () => {
  const session = sessionOf('anna');
  const straight = session.parts.get(frameOf(session, 'closing', 0).n)!.bytes;
  const turned = frameOf(session, 'extreme', 1).n;
  await assertRefused(
    await withFrames(
      session,
      () => straight,
      (n) => n === turned,
    ),
    'landmarks_agree',
  );
});

test('a single point that was moved at one picture is noticed though the median is not', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const { timestamp_ms } = frameOf(session, 'named', 2);
  const records = trace.records.map((record) => {
    if (record.kind !== 'face' || record.timestampMs !== timestamp_ms) return record;
    const points = record.points.slice();
    points[NOSE_TIP * 3]! += 35 * STEPS_PER_PIXEL;
    return { ...record, points };
  });
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(await reseal(session), 'landmarks_agree');
});

test('lids that are said to be shut in a picture of open eyes are noticed though the landmarks fit', async () => {
  const session = sessionOf('dev');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const { timestamp_ms } = frameOf(session, 'named', 0);
  const records = trace.records.map((record) =>
    record.kind === 'face' && record.timestampMs === timestamp_ms
      ? { ...record, lids: { left: 60, right: 60 } }
      : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(await reseal(session), 'action_visible');
});

test('open eyes of which a trace says that they look shut are noticed though landmarks and contours fit', async () => {
  const session = sessionOf('dev');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const { timestamp_ms } = frameOf(session, 'named', 0);
  const records = trace.records.map((record) =>
    record.kind === 'face' && record.timestampMs === timestamp_ms
      ? { ...record, lids: { ...record.lids!, learned: { left: 60, right: 60 } } }
      : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(await reseal(session), 'action_visible');
});

test('eyes that are shut in the picture and in the trace do not contradict one another by how far', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const { timestamp_ms } = frameOf(session, 'extreme', 3);
  const faces = trace.records.filter((record) => record.kind === 'face');
  const { lids: open } = faces[0]!;
  const { lids: shut } = faces.find((face) => face.timestampMs === timestamp_ms)!;
  const half = (side: 'left' | 'right') => Math.round(shut![side] + 0.4 * open![side]);
  const records = trace.records.map((record) =>
    record.kind === 'face' && record.timestampMs === timestamp_ms
      ? { ...record, lids: { left: half('left'), right: half('right') } }
      : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  assert.equal((await judge(await reseal(session))).verdict, 'approved');
});

test('a trace in which the lids were never measured holds no baseline and no movement', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const records = trace.records.map((record) =>
    record.kind === 'face' ? { ...record, lids: null } : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(await reseal(session), 'trace_steps');
});

test('a committed head that is spelt otherwise breaks the chain, though it decodes to the same bytes', async () => {
  const session = sessionOf('anna');
  const steps = session.challenge.steps.map((step) => ({
    ...step,
    chain: step.chain.slice(0, -1) + ALPHABET[ALPHABET.indexOf(step.chain.at(-1)!) + 1],
  }));
  await assertRefused({ ...session, challenge: { ...session.challenge, steps } }, 'chain');
});

test('open eyes in the pixels contradict a closure in the trace', async () => {
  const session = sessionOf('anna');
  const open = session.parts.get(frameOf(session, 'named', 3).n)!.bytes;
  const shut = frameOf(session, 'extreme', 3).n;
  await assertRefused(
    await withFrames(
      session,
      () => open,
      (n) => n === shut,
    ),
    'action_visible',
  );
});

test("somebody else's pictures do not fit the trace", async () => {
  const session = sessionOf('anna');
  const other = sessionOf('dev').parts.get(1)!.bytes;
  await assertRefused(
    await withFrames(
      session,
      () => other,
      (n) => n % 2 === 0,
    ),
    'landmarks_agree',
  );
});

test('one photo for every key frame is no living person', async () => {
  const session = sessionOf('anna');
  const photo = session.parts.get(1)!.bytes;
  await assertRefused(await withFrames(session, () => photo), 'frames_differ');
});

test('pictures that cannot be opened, are smeared, empty, or of another shape are refused', async () => {
  const broken = await withFrames(
    sessionOf('anna'),
    (jpeg) => jpeg.slice(0, jpeg.length >> 1),
    (n) => n === 3,
  );
  await assertRefused(broken, 'frames_readable');
  const smeared = await withFrames(sessionOf('anna'), (jpeg) => sharp(jpeg).blur(9).jpeg().toBuffer());
  await assertRefused(smeared, 'sharpness');
  const empty = { create: { width: 640, height: 480, channels: 3, background: '#888' } } as const;
  const faceless = await withFrames(
    sessionOf('anna'),
    () => sharp(empty).jpeg().toBuffer(),
    (n) => n === 3,
  );
  await assertRefused(faceless, 'one_face');
  const square = await withFrames(sessionOf('anna'), (jpeg) =>
    sharp(jpeg).resize(480, 480, { fit: 'fill' }).jpeg().toBuffer(),
  );
  await assertRefused(square, 'frame_size');
});

test('a second face in a picture is refused', async () => {
  const other = sessionOf('finn').parts.get(1)!.bytes;
  const pair = await withFrames(
    sessionOf('anna'),
    async (jpeg) => {
      const left = await sharp(jpeg).extract({ left: 160, top: 0, width: 320, height: 480 }).toBuffer();
      const right = await sharp(other).extract({ left: 160, top: 0, width: 320, height: 480 }).toBuffer();
      return sharp(left)
        .extend({ right: 320 })
        .composite([{ input: right, left: 320, top: 0 }])
        .jpeg()
        .toBuffer();
    },
    (n) => n === 2,
  );
  await assertRefused(pair, 'one_face');
});

test('pictures that were scaled down alike are as good', async () => {
  const scaled = await withFrames(sessionOf('anna'), (jpeg) =>
    sharp(jpeg).resize(400).jpeg({ quality: 90 }).toBuffer(),
  );
  assert.equal((await judge(scaled)).verdict, 'approved');
});

test('a trace that was stretched before it was committed does not fit the clock', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const slower = (ms: number) => Math.round(ms * 1.05);
  const records = trace.records.map((record) => ({ ...record, timestampMs: slower(record.timestampMs) }));
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  const challenge = session.submission.challenge!;
  const key_frames = challenge.key_frames.map((frame) => ({
    ...frame,
    timestamp_ms: slower(frame.timestamp_ms),
  }));
  session.submission = { ...session.submission, challenge: { ...challenge, key_frames } };
  const { verdict, refusedBy } = await judge(await reseal(session));
  assert.equal(verdict, 'rejected');
  assert.match(refusedBy!, /^trace_/);
});

test('pictures of an earlier submission are refused, bit by bit and compressed again', async () => {
  const citizens = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, syntheticFace: false }));
  const living = { ...ports, registry: syntheticRegistry(citizens) };
  const first = await judgeApplication(inputOf(sessionOf('anna')), living);
  assert.equal(first.verdict, 'approved');
  const again = inputOf(sessionOf('anna'));
  const same = await judgeApplication({ ...again, earlier: earlierOf(first) }, living);
  assert.equal(same.refusedBy, 'frames_new');
  assert.equal(same.reason, 'policy');
  const copied = await withFrames(sessionOf('anna'), (jpeg) => sharp(jpeg).jpeg({ quality: 85 }).toBuffer());
  const copy = await judgeApplication({ ...inputOf(copied), earlier: earlierOf(first) }, living);
  assert.equal(copy.refusedBy, 'frames_not_alike');
});

test('one still for a third of the key frames of a living person is refused though the trace was bent to fit it, compressed anew or not', async () => {
  const citizens = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, syntheticFace: false }));
  const living = { ...ports, registry: syntheticRegistry(citizens) };
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const frames = session.submission.challenge!.key_frames;
  const still = frameOf(session, 'closing', 0);
  const turning = frames.filter(({ step, purpose }) => step === 1 && purpose === 'named').slice(1);
  const closing = [3, 4].map((step) =>
    frames.findLast((frame) => frame.step === step && frame.purpose === 'named'),
  );
  const replaced = frames.filter(
    (frame) =>
      !turning.includes(frame) &&
      !closing.includes(frame) &&
      !(frame.step === 0 && frame.purpose === 'named') && // bent, the baseline would be another
      frame.purpose !== 'extreme' &&
      (frame.purpose !== 'closing' || frame === still),
  );
  const faceAt = (timestampMs: number) =>
    trace.records.find(
      (record): record is TraceFace => record.kind === 'face' && record.timestampMs === timestampMs,
    )!;
  const wanted = faceAt(still.timestamp_ms).points;
  const bent = replaced.reduce((records, { timestamp_ms }) => {
    const { points } = faceAt(timestamp_ms);
    return records.map((record) => {
      if (record.kind !== 'face') return record;
      const weight = Math.max(0, 1 - Math.abs(record.timestampMs - timestamp_ms) / 250);
      if (weight === 1) return { ...record, points: wanted.slice() };
      return {
        ...record,
        points: record.points.map((value, at) => value + Math.round(weight * (wanted[at]! - points[at]!))),
      };
    });
  }, trace.records);
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records: bent }) });
  const jpeg = session.parts.get(still.n)!.bytes;
  for (const quality of [0, 80]) {
    const copies = await withFrames(
      session,
      (_, n) =>
        quality === 0
          ? jpeg
          : sharp(jpeg)
              .jpeg({ quality: quality + n })
              .toBuffer(),
      (n) => replaced.some((frame) => frame.n === n),
    );
    const { verdict, refusedBy } = await judgeApplication(inputOf(copies), living);
    assert.deepEqual([verdict, refusedBy], ['rejected', 'frames_not_repeated']);
  }
});

test('a named instant cannot be put off by frames without a face', async () => {
  const session = sessionOf('anna');
  const { trace } = decodeTrace(session.parts.get(0)!.bytes);
  const { timestamp_ms } = frameOf(session, 'named', 2);
  const records = trace.records.map((record) =>
    record.kind === 'face' && record.timestampMs >= timestamp_ms && record.timestampMs < timestamp_ms + 400
      ? ({ kind: 'none', timestampMs: record.timestampMs } as const)
      : record,
  );
  session.parts.set(0, { role: 'trace', bytes: encodeTrace({ ...trace, records }) });
  await assertRefused(await reseal(session), 'trace_steps');
});

test('a camera of another size than was named is refused, and one much faster is left to a person', async () => {
  const session = sessionOf('anna');
  const { challenge } = session;
  await assertRefused(
    { ...session, challenge: { ...challenge, frame: { width: 480, height: 640 } } },
    'trace_claims',
  );
  const records = Array.from(
    { length: 90 },
    (_, index) => ({ kind: 'none', timestampMs: index * 33 }) as const,
  );
  const fast = { width: challenge.frame.width, height: challenge.frame.height, records };
  const claimed = { ...challenge, measuredFps: 11 };
  const understated = checkTraceClaims(fast, claimed, policyFor({ pace: 'standard', measuredFps: 11 }));
  assert.deepEqual([understated.passed, understated.personDecides], [false, true]);
  const fitting = await judge({ ...session, challenge: { ...challenge, measuredFps: 19 } });
  assert.equal(fitting.verdict, 'approved');
});

test('two key frames of one living person are never the same bytes', async () => {
  const citizens = SYNTHETIC_CITIZENS.map((citizen) => ({ ...citizen, syntheticFace: false }));
  const session = sessionOf('anna');
  const { n } = frameOf(session, 'named', 0);
  const first = session.parts.get(n)!.bytes;
  const again = await withFrames(
    session,
    async () => first,
    (each) => each === n + 1,
  );
  const living = await judgeApplication(inputOf(again), {
    ...ports,
    registry: syntheticRegistry(citizens),
  });
  assert.deepEqual([living.verdict, living.refusedBy], ['rejected', 'frames_not_repeated']);
});

test("a synthetic person's video may repeat some pictures, but not a whole session", async () => {
  const first = await judge(sessionOf('anna'));
  const some = { ...first, remember: first.remember.slice(0, 3) };
  const again = { ...inputOf(sessionOf('anna')), earlier: earlierOf(some) };
  assert.equal((await judgeApplication(again, ports)).verdict, 'approved');
  const all = { ...again, earlier: earlierOf(first) };
  assert.equal((await judgeApplication(all, ports)).refusedBy, 'frames_new');
});
