import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Bytes, utf8 } from '../../src/base/bytes.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { type ChainSeed, recomputeChain } from '../../src/evidence/chain.ts';
import { type Evidence, EvidenceError, type KeyFrame } from '../../src/evidence/evidence.ts';
import { createRecorder, type Recorder } from '../../src/evidence/recorder.ts';
import { decodeTrace } from '../../src/evidence/trace-codec.ts';
import { planOf, playSession, STANDARD } from '../challenge/play-session.ts';
import { scriptedVideo } from '../challenge/scripted-video.ts';

const SEED: ChainSeed = {
  nonce: new Uint8Array(32).fill(7),
  applicationId: 'application-1',
  jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
};
const PLAN = planOf('turn_left', 'hold_short');
const played = playSession(scriptedVideo('anna'), PLAN);

const picture = (timestampMs: number): Bytes => utf8(`picture at ${timestampMs}`);

/** Records the played session; pictures come back in whatever order they like. */
function record(): { recorder: Recorder; keyFrames: number } {
  const recorder = createRecorder({ ...SEED, width: 640, height: 480 });
  const asked = new Map(
    played.states
      .flat()
      .flatMap(({ keyFrame, step, clock }) =>
        keyFrame ? [[clock.lastFrameMs, { purpose: keyFrame, step: step.i }] as const] : [],
      ),
  );
  for (const each of played.trace.records) {
    if (each.kind === 'reveal') recorder.reveal(each.step, each.timestampMs);
    else recorder.frame(each);
    const keyFrame = each.kind === 'face' ? asked.get(each.timestampMs) : undefined;
    if (keyFrame) {
      const { timestampMs } = each;
      const jpeg =
        timestampMs % 2 ? picture(timestampMs) : Promise.resolve().then(() => picture(timestampMs));
      recorder.keyFrame({ ...keyFrame, timestampMs, jpeg });
    }
  }
  return { recorder, keyFrames: asked.size };
}

const hash = (...parts: Uint8Array[]) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest();
};

describe('the recorder', () => {
  it('gives each step the head that the backend computes from trace and pictures', async () => {
    const { recorder, keyFrames } = record();
    const commits = [];
    for (const { i } of PLAN) commits.push(await recorder.commit(i));
    const evidence = await recorder.finish();
    const heads = await recomputeChain(SEED, evidence.trace, evidence.keyFrames);
    assert.equal(heads.length, keyFrames);
    const closings = heads.filter(({ purpose }) => purpose === 'closing');
    assert.deepEqual(
      commits.map(({ chain, frames }) => ({ chain, frames })),
      closings.map(({ chain, frames }) => ({ chain, frames })),
    );
    assert.deepEqual(evidence.chain, closings.at(-1)!.chain);
    assert.equal(commits.at(-1)!.frames, keyFrames);
    assert.equal(commits[1]!.elapsedMs, closings[1]!.timestampMs - played.states[1]![0]!.clock.revealedAtMs);
  });

  it('leaves behind what replays as live, with the pictures that the replay asks for', async () => {
    const { trace, keyFrames } = await record().recorder.finish();
    const replay = replayTrace(decodeTrace(trace).trace, PLAN, STANDARD);
    assert.equal(replay.verdict, 'live');
    assert.deepEqual(
      keyFrames.map(({ jpeg: _, ...keyFrame }) => keyFrame),
      replay.steps.flatMap((step) => step.keyFrames),
    );
  });

  it('leaves out frames after the last key frame', async () => {
    const { recorder } = record();
    const before = await recorder.finish();
    recorder.frame({ kind: 'none', timestampMs: 99_000 });
    assert.deepEqual((await recorder.finish()).trace, before.trace);
  });

  it('takes pictures of the last frame only, and one of each', () => {
    const recorder = createRecorder({ ...SEED, width: 640, height: 480 });
    recorder.frame({ kind: 'none', timestampMs: 10 });
    const keyFrame = { step: 0, purpose: 'named', jpeg: picture(10) } as const;
    assert.throws(() => recorder.keyFrame({ ...keyFrame, timestampMs: 9 }), RangeError);
    recorder.keyFrame({ ...keyFrame, timestampMs: 10 });
    assert.throws(() => recorder.keyFrame({ ...keyFrame, timestampMs: 10 }), RangeError);
  });

  it('does not commit a step without its closing frame, nor one that was revealed again since', async () => {
    const { recorder } = record();
    await assert.rejects(recorder.commit(9), RangeError);
    recorder.reveal(2, 90_000);
    await assert.rejects(recorder.commit(2), RangeError);
  });

  it('passes on why a picture could not be made', async () => {
    const recorder = createRecorder({ ...SEED, width: 640, height: 480 });
    recorder.reveal(0, 0);
    recorder.frame({ kind: 'none', timestampMs: 10 });
    const failed = new EvidenceError('picture_not_encodable', 'no');
    recorder.keyFrame({ step: 0, purpose: 'closing', timestampMs: 10, jpeg: Promise.reject(failed) });
    await assert.rejects(recorder.commit(0), failed);
    await assert.rejects(recorder.finish(), failed);
  });

  it('wipes everything when discarded, and is of no use afterwards', async () => {
    const { recorder } = record();
    const { trace, keyFrames } = await recorder.finish();
    recorder.discard();
    recorder.discard();
    await Promise.resolve();
    assert.ok(trace.every((byte) => byte === 0));
    assert.ok(keyFrames.every(({ jpeg }) => jpeg.every((byte) => byte === 0)));
    const isGone = (error: unknown) => error instanceof EvidenceError && error.code === 'evidence_discarded';
    assert.throws(() => recorder.frame({ kind: 'none', timestampMs: 99_999 }), isGone);
    await assert.rejects(recorder.commit(0), isGone);
    await assert.rejects(recorder.finish(), isGone);
  });
});

describe('the chain', async () => {
  const evidence: Evidence = await record().recorder.finish();
  const head = async (seed: ChainSeed, trace: Uint8Array, keyFrames: readonly KeyFrame[]) =>
    (await recomputeChain(seed, trace, keyFrames)).at(-1)!.chain;
  const changes = async (altered: Promise<Bytes>) => assert.notDeepEqual(await altered, evidence.chain);

  it('is SHA-256 over what the protocol says', async () => {
    const [first, second] = evidence.keyFrames;
    const { ends, trace } = decodeTrace(evidence.trace);
    const endOf = (keyFrame: KeyFrame) =>
      ends[
        trace.records.findLastIndex(
          ({ kind, timestampMs }) => kind === 'face' && timestampMs === keyFrame.timestampMs,
        )
      ]!;
    const u64 = (value: number) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt(value));
      return bytes;
    };
    let expected = hash(SEED.nonce, utf8(SEED.applicationId), utf8(SEED.jkt));
    let from = 0;
    for (const keyFrame of [first!, second!]) {
      const segment = evidence.trace.subarray(from, endOf(keyFrame));
      from = endOf(keyFrame);
      expected = hash(
        expected,
        hash(keyFrame.jpeg),
        hash(segment),
        u64(keyFrame.timestampMs),
        new Uint8Array([keyFrame.step]),
      );
    }
    const heads = await recomputeChain(SEED, evidence.trace, evidence.keyFrames);
    assert.deepEqual(Buffer.from(heads[1]!.chain), expected);
  });

  it('changes with the nonce, the application and the key', async () => {
    const { trace, keyFrames } = evidence;
    await changes(head({ ...SEED, nonce: new Uint8Array(32) }, trace, keyFrames));
    await changes(head({ ...SEED, applicationId: 'application-2' }, trace, keyFrames));
    await changes(head({ ...SEED, jkt: `${SEED.jkt.slice(0, -1)}t` }, trace, keyFrames));
  });

  it('changes with any picture, its step and the light of any frame', async () => {
    const { trace, keyFrames } = evidence;
    for (const index of keyFrames.keys()) {
      const other = (part: Partial<KeyFrame>) =>
        keyFrames.map((each, position) => (position === index ? { ...each, ...part } : each));
      await changes(head(SEED, trace, other({ jpeg: utf8('another') })));
      await changes(head(SEED, trace, other({ step: 5 })));
    }
    const { ends } = decodeTrace(trace);
    for (const position of [0, 40, ends.length - 2]) {
      const altered = trace.slice();
      const light = ends[position]! + 3;
      altered[light] = altered[light]! ^ 1;
      await changes(head(SEED, altered, keyFrames));
    }
  });

  it('refuses pictures out of order, of no frame, and a trace that goes on', async () => {
    const { trace, keyFrames } = evidence;
    const refused = async (work: Promise<unknown>) =>
      assert.rejects(work, (error) => error instanceof EvidenceError && error.code === 'trace_malformed');
    await refused(head(SEED, trace, [...keyFrames].reverse()));
    await refused(
      head(
        SEED,
        trace,
        keyFrames.map((each) => ({ ...each, timestampMs: each.timestampMs + 1 })),
      ),
    );
    await refused(head(SEED, trace, keyFrames.slice(0, -1)));
    await refused(recomputeChain(SEED, trace, []));
    await refused(recomputeChain(SEED, trace.subarray(0, 30), keyFrames));
  });
});
