import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advanceStep, startStep } from '../../src/challenge/step-machine.ts';
import { hintOf } from '../../src/challenge/step-state.ts';
import { ACTIONS, type Action } from '../../src/protocol/challenge.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { planOf, playAction, playSession, STANDARD, stepOf } from './play-session.ts';
import { type Act, answerTo, closedFor, loopedClip, scriptedVideo } from './scripted-video.ts';

const OTHER_ACTS: Record<Action, readonly Act[]> = {
  hold_short: closedFor(900),
  hold_long: closedFor(2100),
  double_blink: answerTo({ action: 'double_blink' }),
  turn_left: answerTo({ action: 'turn_left' }),
  turn_right: answerTo({ action: 'turn_right' }),
  shake_head: answerTo({ action: 'shake_head' }),
  nod: answerTo({ action: 'nod' }),
  open_mouth: answerTo({ action: 'open_mouth' }),
};

const blank = (frame: TraceFrame, kind: 'none' | 'many'): TraceFrame => ({
  kind,
  timestampMs: frame.timestampMs,
});

describe('what is asked and done', () => {
  for (const person of ['anna', 'ben'] as const) {
    for (const fps of [30, 20, 15, 12]) {
      for (const action of ACTIONS) {
        it(`recognises ${action} of ${person} at ${fps} frames a second`, () => {
          const { status, failure } = playAction(scriptedVideo(person), action, { fps });
          assert.deepEqual({ status, failure }, { status: 'done', failure: null });
        });
      }
    }
  }

  it('shows progress that reaches 1 and a key frame that closes the step', () => {
    const { last } = playSession(scriptedVideo('ben'), planOf('turn_left'));
    assert.equal(last.progress, 1);
    assert.equal(last.keyFrame, 'closing');
    assert.equal(hintOf(last), null);
  });

  it('sounds the tone of a hold as long after the closure as the plan says', () => {
    const { states } = playSession(scriptedVideo('anna'), planOf('hold_long'));
    const closed = states[1]!.find(({ eyes }) => eyes.kind === 'closed')!;
    const toned = states[1]!.find(({ tones }) => tones === 1)!;
    const detectedMs = closed.eyes.kind === 'closed' ? closed.eyes.closure.detectedMs! : 0;
    const afterMs = toned.clock.lastFrameMs - detectedMs;
    const [longMs] = STANDARD.plan.holdLongMs as [number];
    assert.ok(afterMs >= longMs && afterMs < longMs + 100, `${afterMs} ms`);
  });
});

describe('what is asked and something else done', () => {
  for (const asked of ACTIONS) {
    for (const done of ACTIONS) {
      if (asked === done) continue;
      it(`does not take ${done} for ${asked}`, () => {
        const state = playAction(scriptedVideo('anna'), asked, { acts: () => OTHER_ACTS[done] });
        assert.deepEqual([state.step.i, state.status], [1, 'failed']);
      });
    }
  }

  it('refuses eyes that open before the tone', () => {
    const state = playAction(scriptedVideo('anna'), 'hold_long', { acts: () => closedFor(900) });
    assert.equal(state.failure, 'eyes_reopened_early');
  });

  it('refuses eyes that open long after the tone', () => {
    const state = playAction(scriptedVideo('anna'), 'hold_short', { acts: () => closedFor(2200) });
    assert.equal(state.failure, 'eyes_reopened_late');
  });

  it('refuses a turn to the other side', () => {
    const state = playAction(scriptedVideo('ben'), 'turn_left', { acts: () => [{ segment: 'turn-right' }] });
    assert.equal(state.failure, 'wrong_direction');
  });

  it('refuses a turn while eyes are asked for', () => {
    const state = playAction(scriptedVideo('ben'), 'hold_short', { acts: () => [{ segment: 'turn-right' }] });
    assert.equal(state.failure, 'wrong_action');
  });

  it('refuses a third blink', () => {
    const acts: Act[] = [{ segment: 'double-blink' }, { segment: 'single-blink' }];
    assert.equal(
      playAction(scriptedVideo('ben'), 'double_blink', { acts: () => acts }).failure,
      'third_blink',
    );
  });

  it('waits in vain for the second blink, and for the first', () => {
    const once = playAction(scriptedVideo('ben'), 'double_blink', {
      acts: () => [{ segment: 'single-blink' }],
    });
    assert.equal(once.failure, 'timeout');
    assert.equal(playAction(scriptedVideo('ben'), 'double_blink', { acts: () => [] }).failure, 'timeout');
  });

  it('forgives an ordinary blink before the eyes are closed for the hold', () => {
    const book = scriptedVideo('anna');
    const { states } = playSession(book, planOf('hold_short'), {
      acts: () => [
        { segment: 'single-blink' },
        { segment: 'eyes-close' },
        { segment: 'eyes-closed', durationMs: 1150 },
        { segment: 'eyes-open' },
      ],
    });
    assert.equal(states.at(-1)!.at(-1)!.status, 'done');
  });

  it('refuses an answer that began before the prompt could be read', () => {
    for (const action of ['hold_short', 'turn_left', 'shake_head', 'nod', 'open_mouth'] as const) {
      const { last } = playSession(scriptedVideo('anna'), planOf(action), {
        actsAtReveal: () => OTHER_ACTS[action],
      });
      assert.equal(last.failure, 'too_early', action);
    }
  });

  it('takes near misses, a photo in the hand and a slideshow for none of the actions', () => {
    for (const clip of ['near-misses', 'photo', 'slideshow']) {
      for (const action of ACTIONS) {
        assert.equal(
          playAction(loopedClip(clip, 15), action, { fps: 15 }).status,
          'failed',
          `${clip}: ${action}`,
        );
      }
    }
  });
});

describe('frames that do not count', () => {
  it('stop the clock of the step, and it is done afterwards', () => {
    const { last } = playSession(scriptedVideo('anna'), planOf('turn_left'), {
      reactionMs: 4500,
      alter: (frame) => (frame.timestampMs > 3600 && frame.timestampMs < 6400 ? blank(frame, 'none') : frame),
    });
    assert.equal(last.status, 'done');
    assert.ok(last.clock.blockedMs > 2000);
  });

  it('fail the step after five seconds, each with its own reason', () => {
    const from = (frame: TraceFrame) => frame.timestampMs > 3000;
    const lost = playAction(scriptedVideo('anna'), 'turn_left', {
      alter: (f) => (from(f) ? blank(f, 'none') : f),
    });
    assert.equal(lost.failure, 'face_lost');
    const many = playAction(scriptedVideo('anna'), 'turn_left', {
      alter: (f) => (from(f) ? blank(f, 'many') : f),
    });
    assert.equal(many.failure, 'many_faces');
    const dark = playAction(scriptedVideo('anna'), 'turn_left', {
      alter: (f) => (f.kind === 'face' && from(f) ? { ...f, light: { mean: 9, left: 9, right: 9 } } : f),
    });
    assert.equal(dark.failure, 'bad_picture');
  });

  it('fail the step after ten seconds in all, whatever faces come in between', () => {
    const { failure, clock } = playAction(scriptedVideo('anna'), 'turn_left', {
      alter: (f) => (f.timestampMs > 3000 && f.timestampMs % 3000 > 100 ? blank(f, 'none') : f),
    });
    assert.equal(failure, 'face_lost');
    assert.ok(clock.lastFrameMs - clock.revealedAtMs > 10_000);
  });

  it('are told to the person', () => {
    const step = startStep(stepOf(0, 'neutral'), 0, null, STANDARD);
    assert.equal(hintOf(advanceStep(step, { kind: 'none', timestampMs: 40 })), 'no_face');
    assert.equal(hintOf(advanceStep(step, { kind: 'many', timestampMs: 40 })), 'many_faces');
  });

  it('are those without measured lids where eyes are judged, and no others', () => {
    const unmeasured = (frame: TraceFrame): TraceFrame =>
      frame.kind === 'face' ? { ...frame, lids: null } : frame;
    const { last } = playSession(scriptedVideo('anna'), planOf('hold_short'), { alter: unmeasured });
    assert.deepEqual([last.step.action, last.failure], ['neutral', 'bad_picture']);
    assert.equal(hintOf({ ...last, status: 'holding' }), null);
    let started = 0;
    const { states, last: turned } = playSession(scriptedVideo('anna'), planOf('turn_left'), {
      alter: (frame) => (started++ > 90 ? unmeasured(frame) : frame),
    });
    assert.deepEqual([states.length, turned.status], [2, 'done']);
  });

  it('break a hold off, which then is not done', () => {
    const { states } = playSession(scriptedVideo('anna'), planOf('hold_long'), {
      alter: (frame) => (frame.timestampMs > 4200 && frame.timestampMs < 5000 ? null : frame),
      acts: () => closedFor(2200),
    });
    const last = states.at(-1)!.at(-1)!;
    assert.equal(last.clock.restarts, 1);
    assert.equal(last.status, 'failed');
  });

  it('fail the step when they stop coming', () => {
    const state = playAction(scriptedVideo('anna'), 'turn_left', {
      alter: (frame) => (frame.timestampMs > 3500 && frame.timestampMs < 6000 ? null : frame),
    });
    assert.equal(state.failure, 'gap');
  });
});

describe('pictures', () => {
  it('are asked for at the named instants, at the extreme and at the end', () => {
    for (const action of ACTIONS) {
      const plan = [stepOf(0, 'neutral'), stepOf(1, action, { capture_at: [150, 900] })];
      const { states } = playSession(scriptedVideo('ben'), plan);
      const [named, later, ...rest] = states[1]!.filter(({ keyFrame }) => keyFrame !== null);
      const purposes = rest.map(({ keyFrame }) => keyFrame);
      assert.deepEqual(
        [named!.keyFrame, later!.keyFrame, ...purposes],
        ['named', 'named', 'extreme', 'closing'],
        action,
      );
      const revealedMs = named!.clock.revealedAtMs;
      assert.ok(named!.clock.lastFrameMs >= revealedMs + 150 && named!.clock.lastFrameMs < revealedMs + 200);
    }
  });

  it('at a named instant wait for a frame with a face', () => {
    const step = startStep(stepOf(0, 'neutral', { capture_at: [50] }), 0, null, STANDARD);
    const book = scriptedVideo('anna');
    const without = advanceStep(step, blank(book.at(60), 'none'));
    assert.equal(without.keyFrame, null);
    assert.equal(advanceStep(without, book.at(95)).keyFrame, 'named');
  });
});

describe('a named instant', () => {
  const plan = [stepOf(0, 'neutral'), stepOf(1, 'turn_left', { capture_at: [400, 900] })];
  /** Frames that do not count, from the second instant of the turn on. */
  const putOff = (forMs: number, kind: 'none' | 'many' | 'lost') => {
    const { states } = playSession(scriptedVideo('anna'), plan);
    const instantMs = states[1]![0]!.clock.revealedAtMs + 900;
    return playSession(scriptedVideo('anna'), plan, {
      alter(frame) {
        if (frame.timestampMs < instantMs || frame.timestampMs >= instantMs + forMs) return frame;
        return kind === 'lost' ? null : blank(frame, kind);
      },
    });
  };

  it('cannot be put off: the step is to be repeated', () => {
    for (const [kind, failure] of [
      ['none', 'face_lost'],
      ['many', 'many_faces'],
      ['lost', 'gap'],
    ] as const) {
      const { last } = putOff(400, kind);
      assert.deepEqual([last.step.i, last.status, last.failure], [1, 'failed', failure]);
    }
  });

  it('has its picture a moment late when a few frames do not count', () => {
    const { last, states } = putOff(150, 'none');
    assert.equal(last.status, 'done');
    const named = states[1]!.filter(({ keyFrame }) => keyFrame === 'named');
    const lateMs = named[1]!.clock.lastFrameMs - (named[1]!.clock.revealedAtMs + 900);
    assert.ok(named.length === 2 && lateMs >= 150 && lateMs <= 250, `${lateMs} ms`);
  });

  it('is not dropped at the end of a step: the closing picture lies within its time', () => {
    const { states } = playSession(scriptedVideo('anna'), [stepOf(0, 'neutral')]);
    const closing = states[0]!.at(-1)!.clock;
    const endsAfterMs = closing.lastFrameMs - closing.revealedAtMs;
    const instantMs = endsAfterMs - 400;
    const again = playSession(scriptedVideo('anna'), [stepOf(0, 'neutral', { capture_at: [instantMs] })], {
      alter: (frame) =>
        frame.timestampMs >= closing.revealedAtMs + instantMs && frame.timestampMs < closing.lastFrameMs
          ? blank(frame, 'none')
          : frame,
    });
    assert.equal(again.last.failure, 'face_lost');
  });
});

describe('the reducer', () => {
  it('passes over frames from before the reveal and after the end', () => {
    const step = startStep(stepOf(0, 'neutral'), 1000, null, STANDARD);
    assert.deepEqual(advanceStep(step, { kind: 'none', timestampMs: 990 }), step);
    const { last } = playSession(scriptedVideo('anna'), planOf('turn_left'));
    const after = advanceStep(last, { kind: 'none', timestampMs: 60_000 });
    assert.equal(after.status, 'done');
    assert.equal(after.keyFrame, null);
  });

  it('does not start an action without a baseline or a hold without its length', () => {
    assert.throws(() => startStep(stepOf(1, 'turn_left'), 0, null, STANDARD), RangeError);
    const { baseline } = playSession(scriptedVideo('anna'), planOf('turn_left')).last;
    const { hold_ms: _, ...step } = stepOf(1, 'hold_short');
    assert.throws(() => startStep(step, 0, baseline, STANDARD), RangeError);
  });
});
