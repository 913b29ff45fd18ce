import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { POLICIES, type Policy } from '@family-auth/library/challenge/policy.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { replayTrace } from '@family-auth/library/challenge/replay.ts';
import type { Trace, TraceRecord } from '@family-auth/library/challenge/trace.ts';
import type { Action, Step } from '@family-auth/library/protocol/challenge.ts';
import type { TraceFace, TraceFrame } from '@family-auth/library/signals/trace-frame.ts';
import { seededRandom } from '../../../bench/clips/statistics.mjs';
import { type PlayOptions, planOf, playSession } from '../../../test/challenge/play-session.ts';
import { readTrace } from '../../../test/challenge/read-trace.ts';
import { type Act, answerTo, scriptedVideo } from '../../../test/challenge/scripted-video.ts';
import { stillsOnTheWayOf } from '../../../test/challenge/slideshow.ts';
import { long } from '../../../test/long.ts';
import { effectOf } from '../../src/judgement/check-names.ts';
import { checkFullRate } from '../../src/judgement/checks/full-rate.ts';
import { judgeApplication } from '../../src/judgement/judge-application.ts';
import type { JudgementPorts } from '../../src/judgement/judgement-ports.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { inputOf, portsWith, sessionOf } from './judged-session.ts';

const NETWORK_MS = 80;
const SLOW = policyFor({ pace: 'standard', measuredFps: 8 });
const ACTIONS: readonly Action[] = ['hold_short', 'turn_left', 'turn_right'];
const SLOW_ACTIONS: readonly Action[] = ['hold_short', 'turn_left', 'hold_long', 'turn_right'];

interface Played {
  readonly trace: Trace;
  readonly plan: readonly Step[];
  readonly policy: Policy;
}

/** A person who does what is asked, before a device of so many frames a second. */
function play(
  fps: number,
  policy: Policy,
  options: PlayOptions = {},
  actions = policy.rate === 'slow' ? SLOW_ACTIONS : ACTIONS,
  book = scriptedVideo('anna'),
): Played {
  const plan = planOf(...actions).map((step) =>
    step.action === 'hold_long' ? { ...step, hold_ms: policy.plan.holdLongMs[0]! } : step,
  );
  const reaction = { reactionMs: 450 + 1000 / fps, toneReactionMs: 350 + 1000 / fps };
  const { trace, last } = playSession(book, plan, { fps, policy, ...reaction, ...options });
  assert.equal(last.status, 'done');
  return { trace, plan, policy };
}

/** What the check makes of a trace whose steps took so many times as long by the server's clock as by its own. */
function check({ trace, plan, policy }: Played, serverShare = 1) {
  const { steps, coverage } = replayTrace(trace, plan, policy);
  const timed = steps.map(({ i, outcome, revealedAtMs, endedAtMs }) => {
    assert.equal(outcome, 'done');
    const elapsedMs = endedAtMs! - revealedAtMs;
    const committedAtMs = revealedAtMs + elapsedMs * serverShare + NETWORK_MS;
    return { i, revealedAtMs, committedAtMs, chain: '', frames: 1, elapsedMs };
  });
  return checkFullRate(coverage, { ...sessionOf('anna').challenge, steps: timed }, policy);
}

/** The trace with more frames put in before each one. */
const withFramesBefore = (
  { trace, ...played }: Played,
  more: (before: TraceFace, face: TraceFace) => readonly TraceFrame[],
): Played => {
  let before: TraceFace | null = null;
  const records = trace.records.flatMap((record): TraceRecord[] => {
    if (record.kind === 'reveal') before = null; // a reveal stands at the time of the frame before it
    if (record.kind !== 'face') return [record];
    const added = before ? more(before, record) : [];
    before = record;
    return [...added, record];
  });
  return { ...played, trace: { ...trace, records } };
};

const shares = (before: TraceFace, face: TraceFace, points: (share: number) => Int16Array): TraceFace[] =>
  [1 / 3, 2 / 3].map((share) => ({
    ...face,
    timestampMs: Math.round(before.timestampMs + share * (face.timestampMs - before.timestampMs)),
    points: points(share),
  }));

describe('the full rate', () => {
  for (const fps of [15, 22, 30]) {
    it(`is met by a device of ${fps} frames a second, at either pace`, () => {
      assert.equal(check(play(fps, POLICIES.standard)).passed, true);
      assert.equal(check(play(fps, POLICIES.relaxed)).passed, true);
    });
  }

  it('is met by nothing that was asked for as of a slow device, however fast the trace', () => {
    for (const fps of [4, 8, 20]) assert.equal(check(play(fps, SLOW)).passed, false);
  });

  it('is not met by a slow device that claims to be a fast one', () => {
    const { passed, detail } = check(play(8, POLICIES.standard));
    assert.equal(passed, false);
    assert.ok(Number(detail?.slowest_fps) < 9, `${detail?.slowest_fps}`);
  });

  it('is not met by frames that are repeated', () => {
    const held = play(8, POLICIES.standard, {}, ['hold_short', 'hold_long']);
    const repeated = withFramesBefore(held, (before, face) => shares(before, face, () => before.points));
    const { passed, detail } = check(repeated);
    assert.equal(passed, false);
    assert.ok(Number(detail?.slowest_fps) < 9, `${detail?.slowest_fps}`);
  });

  it('is not met by frames that are computed from their neighbours', () => {
    const computed = withFramesBefore(play(8, POLICIES.standard), (before, face) =>
      shares(before, face, (share) =>
        before.points.map((value, at) => Math.round(value + share * (face.points[at]! - value))),
      ),
    );
    assert.equal(check(computed).passed, false);
  });

  it('is not met by frames without a face between those of a slow device', () => {
    const padded = withFramesBefore(play(8, POLICIES.standard), (before, face) =>
      shares(before, face, () => before.points).map(({ timestampMs }) => ({ kind: 'none', timestampMs })),
    );
    assert.equal(check(padded).passed, false);
  });

  it('is not met where frames are few just while somebody moves, and many while nobody does', () => {
    let [restingMs, frame] = [0, 0];
    const played = play(30, POLICIES.standard, {
      alter(face) {
        const still = face.timestampMs < 4000; // the neutral step
        if (still) restingMs = face.timestampMs;
        return still || frame++ % 4 === 0 ? face : null;
      },
    });
    assert.ok(restingMs > 0);
    assert.equal(check(played).passed, false);
  });

  it('is met by a fast turn that shows few angles, but not by stills that show more of them and stand between', () => {
    const turns: readonly Action[] = ['turn_left', 'turn_right'];
    const fast = (step: Step): readonly Act[] => answerTo(step).map((act) => ({ ...act, speed: 1.75 }));
    const head = check(play(15, POLICIES.standard, { acts: fast }, turns));
    const wobble = seededRandom('stills on the way');
    const video = stillsOnTheWayOf(readTrace('anna'), wobble, { count: 4, wayMs: 400 });
    const stills = check(play(15, POLICIES.standard, {}, turns, video));
    assert.equal(head.passed, true);
    assert.equal(stills.passed, false);
    assert.ok(Number(stills.detail?.turn_angles) >= Number(head.detail?.turn_angles));
  });

  it("goes by the server's clock where the trace was compressed", () => {
    const { trace, ...played } = play(9.5, POLICIES.standard);
    const faster = (timestampMs: number) => Math.round(timestampMs * 0.8);
    const records = trace.records.map((record) => ({ ...record, timestampMs: faster(record.timestampMs) }));
    const compressed = { ...played, trace: { ...trace, records } };
    const { passed, detail } = check(compressed, 1 / 0.8);
    assert.ok(Number(detail?.slowest_fps) > 11, `${detail?.slowest_fps}`);
    assert.ok(Number(detail?.server_fps) < 9.9, `${detail?.server_fps}`);
    assert.equal(passed, false);
  });
});

describe('below the full rate', () => {
  let pictures: PictureReader;
  let ports: JudgementPorts;
  before(async () => {
    pictures = await lookAtPictures();
    ports = portsWith(pictures);
  });
  after(() => pictures.close());

  it('stills shown on the way to a turn are left to a person, though nothing else refuses them', async () => {
    const judgement = await judgeApplication(inputOf(sessionOf('anna-thirds')), ports);
    assert.deepEqual([judgement.verdict, judgement.refusedBy], ['manual_review', 'full_rate']);
    assert.deepEqual(
      judgement.checks.filter(({ passed }) => passed === false).map(({ name }) => name),
      ['full_rate'],
    );
  });

  it('the same stills are left to a person or refused, whatever rate is claimed for them', long, async () => {
    for (const measuredFps of [4, 8, 15, 30]) {
      const session = sessionOf('anna-thirds');
      session.challenge = { ...session.challenge, measuredFps };
      assert.notEqual((await judgeApplication(inputOf(session), ports)).verdict, 'approved');
    }
  });

  it('an honest person is left to a person, and refused by nothing', async () => {
    const judgement = await judgeApplication(inputOf(sessionOf('anna-slow')), ports);
    assert.deepEqual(
      [judgement.verdict, judgement.refusedBy, judgement.reason],
      ['manual_review', 'full_rate', undefined],
    );
  });

  it('a device that slows down and stalls on the way is left to a person', async () => {
    const judgement = await judgeApplication(inputOf(sessionOf('anna-stalling')), ports);
    assert.equal(judgement.verdict, 'manual_review');
    assert.deepEqual(
      judgement.checks.filter(({ passed }) => passed === false).map(({ name }) => name),
      ['trace_frame_rate', 'full_rate'],
    );
  });

  it(
    'a line that is slow by seconds is left to a person, on the way to the client as on the way back',
    long,
    async () => {
      for (const slowly of [
        { i: 0, towards: 4000, back: 0 },
        { i: 4, towards: 0, back: 4000 },
      ]) {
        const session = sessionOf('anna');
        const { challenge } = session;
        const steps = challenge.steps.map((step) =>
          step.i === slowly.i
            ? {
                ...step,
                revealedAtMs: step.revealedAtMs - slowly.towards,
                committedAtMs: step.committedAtMs + slowly.back,
              }
            : step,
        );
        session.challenge = { ...challenge, steps };
        const { verdict, refusedBy } = await judgeApplication(inputOf(session), ports);
        assert.deepEqual([verdict, refusedBy], ['manual_review', 'step_clock']);
      }
    },
  );

  it('a camera that delivers every picture three times is left to a person', async () => {
    const held = withFramesBefore(
      play(8, POLICIES.standard, {}, ['hold_short', 'hold_long']),
      (before, face) => shares(before, face, () => before.points),
    );
    const { checks } = replayTrace(held.trace, held.plan, held.policy);
    assert.deepEqual(
      checks
        .filter(({ name, passed }) => name === 'stillness' && !passed)
        .map(({ name }) => effectOf(`trace_${name}`)),
      ['manual_review'],
    );
  });

  it('too few frames of a turn to measure it are left to a person', () => {
    const { trace, plan, policy } = play(4.2, SLOW);
    const narrow = { ...policy.trace, planarityFrames: 30 };
    const { checks } = replayTrace(trace, plan, { ...policy, trace: narrow });
    assert.deepEqual(
      checks.filter(({ passed }) => !passed).map(({ name, undecided }) => [name, undecided]),
      [
        ['turn_reach', true],
        ['planarity', true],
        ['rigidity', true],
      ],
    );
  });
});
