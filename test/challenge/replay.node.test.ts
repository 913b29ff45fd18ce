import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHECK_NAMES, type CheckName } from '../../src/challenge/check.ts';
import { POLICIES } from '../../src/challenge/policy.ts';
import { type Replay, replayTrace } from '../../src/challenge/replay.ts';
import type { Trace, TraceRecord } from '../../src/challenge/trace.ts';
import { decodeTrace, encodeTrace } from '../../src/evidence/trace-codec.ts';
import type { TraceFace } from '../../src/signals/trace-frame.ts';
import { flatten } from './flat-face.ts';
import { planOf, playSession, STANDARD, stepOf } from './play-session.ts';
import { loopedClip, scriptedVideo } from './scripted-video.ts';

const PLAN = planOf('hold_short', 'turn_right', 'double_blink');

const session = (person: 'anna' | 'ben', fps = 30): Trace =>
  playSession(scriptedVideo(person), PLAN, { fps }).trace;

const refusedBy = ({ checks }: Replay): CheckName | null =>
  checks.find(({ passed }) => !passed)?.name ?? null;

const alterFaces = (trace: Trace, alter: (face: TraceFace, index: number) => TraceRecord): Trace => ({
  ...trace,
  records: trace.records.map((record, index) => (record.kind === 'face' ? alter(record, index) : record)),
});

describe('a session replayed', () => {
  for (const person of ['anna', 'ben'] as const) {
    for (const fps of [30, 15]) {
      it(`is live for ${person} at ${fps} frames a second`, () => {
        const replay = replayTrace(session(person, fps), PLAN, STANDARD);
        assert.deepEqual([replay.verdict, refusedBy(replay)], ['live', null]);
        assert.deepEqual(
          replay.steps.map(({ action, outcome }) => [action, outcome]),
          PLAN.map(({ action }) => [action, 'done']),
        );
      });
    }
  }

  it('is live at the relaxed pace', () => {
    const plan = [stepOf(0, 'neutral'), stepOf(1, 'hold_long', { hold_ms: 2200 }), stepOf(2, 'turn_left')];
    const { trace } = playSession(scriptedVideo('ben'), plan, {
      policy: POLICIES.relaxed,
      toneReactionMs: 1000,
    });
    assert.equal(replayTrace(trace, plan, POLICIES.relaxed).verdict, 'live');
  });

  it('comes to the states that the browser came to, bit by bit, also from the stored bytes', () => {
    const { trace, states } = playSession(scriptedVideo('anna'), PLAN);
    const stored = decodeTrace(encodeTrace(trace)).trace;
    assert.deepEqual(stored, trace);
    const replay = replayTrace(stored, PLAN, STANDARD);
    const asked = states.flat().filter(({ keyFrame }) => keyFrame !== null);
    assert.deepEqual(
      replay.steps.flatMap(({ keyFrames }) => keyFrames),
      asked.map(({ step, keyFrame, clock }) => ({
        step: step.i,
        purpose: keyFrame,
        timestampMs: clock.lastFrameMs,
      })),
    );
    assert.deepEqual(replay, replayTrace(trace, PLAN, STANDARD));
  });

  it('makes its checks in the order of their names', () => {
    const { checks } = replayTrace(session('anna'), PLAN, STANDARD);
    assert.deepEqual(
      checks.map(({ name }) => name),
      CHECK_NAMES,
    );
  });

  it('knows how long the person took to react', () => {
    const { steps } = replayTrace(session('anna'), PLAN, STANDARD);
    for (const { action, reactionMs } of steps.slice(1)) {
      assert.ok(reactionMs !== null && reactionMs > 400 && reactionMs < 1300, `${action}: ${reactionMs} ms`);
    }
  });

  it('follows a swap: the step revealed again under its index', () => {
    const first = playSession(scriptedVideo('anna'), [stepOf(0, 'neutral')]).trace;
    const swapped = stepOf(1, 'double_blink');
    const plan = [stepOf(0, 'neutral'), swapped, stepOf(1, 'hold_short'), stepOf(2, 'turn_left')];
    const { trace } = playSession(scriptedVideo('anna'), [plan[0]!, plan[2]!, plan[3]!]);
    const at = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 1);
    const early = trace.records[at - 4]!;
    const records = [
      ...trace.records.slice(0, at - 3),
      { kind: 'reveal', step: 1, timestampMs: early.timestampMs } as const,
      ...trace.records.slice(at - 3),
    ];
    const replay = replayTrace({ ...first, records }, plan, STANDARD);
    assert.deepEqual(
      replay.steps.map(({ outcome }) => outcome),
      ['done', 'swapped', 'done', 'done'],
    );
    assert.equal(replay.verdict, 'live');
  });
});

describe('a trace that is not what the plan asks for', () => {
  const refusals: [string, CheckName, Replay['verdict'], () => Replay][] = [
    [
      'another plan',
      'steps',
      'incomplete',
      () => replayTrace(session('anna'), planOf('turn_left', 'hold_short', 'shake_head'), STANDARD),
    ],
    [
      'a longer plan',
      'plan',
      'incomplete',
      () => replayTrace(session('anna'), [...PLAN, stepOf(4, 'turn_left')], STANDARD),
    ],
    ['no plan', 'plan', 'incomplete', () => replayTrace(session('anna'), [], STANDARD)],
    [
      'an end before the last step is done',
      'steps',
      'incomplete',
      () => {
        const trace = session('anna');
        return replayTrace({ ...trace, records: trace.records.slice(0, -20) }, PLAN, STANDARD);
      },
    ],
    [
      'no records',
      'plan',
      'incomplete',
      () => replayTrace({ width: 640, height: 480, records: [] }, PLAN, STANDARD),
    ],
    [
      'a step revealed before the one before was done',
      'steps',
      'incomplete',
      () => {
        const trace = session('anna');
        const at = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 1);
        const records = trace.records.filter((_, index) => index < 20 || index >= at);
        return replayTrace({ ...trace, records }, PLAN, STANDARD);
      },
    ],
    [
      'a photo in the hand',
      'plan',
      'incomplete',
      () => {
        const { trace } = playSession(loopedClip('photo', 15), PLAN, { fps: 15 });
        return replayTrace(trace, PLAN, STANDARD);
      },
    ],
  ];
  for (const [what, name, verdict, replay] of refusals) {
    it(`is refused: ${what}`, () => {
      const result = replay();
      assert.deepEqual([refusedBy(result), result.verdict], [name, verdict]);
    });
  }
});

it('judges a very long trace of nothing, too', () => {
  const records: TraceRecord[] = Array.from({ length: 30_000 }, (_, index) => ({
    kind: 'none',
    timestampMs: index,
  }));
  assert.equal(replayTrace({ width: 640, height: 480, records }, PLAN, STANDARD).verdict, 'incomplete');
});

describe('a trace in which everything was done, but', () => {
  const suspicious = (trace: Trace, name: CheckName, plan = PLAN) => {
    const replay = replayTrace(trace, plan, STANDARD);
    assert.deepEqual([replay.verdict, refusedBy(replay)], ['suspicious', name]);
  };

  it('flat: the turn of a picture, whatever depth is claimed for it', () => {
    const { trace } = playSession(scriptedVideo('anna'), PLAN, { alter: flatten('anna') });
    suspicious(trace, 'planarity');
  });

  it('with frames that come like clockwork', () => {
    const trace = session('ben', 25);
    let frames = 0;
    const records = trace.records.map((record) => {
      if (record.kind !== 'reveal') frames++;
      return { ...record, timestampMs: frames * 40 };
    });
    suspicious({ ...trace, records }, 'cadence');
  });

  it('with time that goes back between two steps', () => {
    const trace = session('anna');
    const at = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 1);
    const records = [...trace.records];
    [records[at - 3], records[at - 4]] = [records[at - 4]!, records[at - 3]!];
    suspicious({ ...trace, records }, 'time_order');
  });

  it('with hardly any frames', () => {
    const plan = planOf('hold_short', 'turn_right');
    const { trace } = playSession(scriptedVideo('anna'), plan, { fps: 8 });
    suspicious(trace, 'frame_rate', plan);
  });

  it('with a long break between two steps', () => {
    const trace = session('anna');
    const at = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 2);
    const records = trace.records.map((record, index) =>
      index < at ? record : { ...record, timestampMs: record.timestampMs + 3500 },
    );
    suspicious({ ...trace, records }, 'frame_gap');
  });

  it('with a picture that stands still most of the time', () => {
    let kept: TraceFace | null = null;
    const still = alterFaces(session('ben', 30), (face, index) => {
      if (index % 2 === 1) kept = face;
      return kept ? { ...face, points: kept.points } : face;
    });
    suspicious(still, 'stillness');
  });

  it('with a face that jumps', () => {
    const trace = session('anna');
    const at = trace.records.findIndex((record) => record.kind === 'reveal' && record.step === 2) - 4;
    const jumped = alterFaces(trace, (face, index) =>
      index > at
        ? { ...face, points: face.points.map((value, offset) => (offset % 3 === 0 ? value + 1200 : value)) }
        : face,
    );
    suspicious(jumped, 'continuity');
  });

  it('with another face after the first step', () => {
    const faces = { anna: scriptedVideo('anna'), ben: scriptedVideo('ben') };
    const other = {
      play: (...args: Parameters<typeof faces.anna.play>) => {
        faces.anna.play(...args);
        faces.ben.play(...args);
      },
      at: (timestampMs: number) => (timestampMs < 2000 ? faces.anna : faces.ben).at(timestampMs),
    };
    const replay = replayTrace(playSession(other, PLAN).trace, PLAN, STANDARD);
    const failed = replay.checks.filter(({ passed }) => !passed).map(({ name }) => name);
    assert.ok(failed.includes('same_shape'), failed.join());
  });
});
