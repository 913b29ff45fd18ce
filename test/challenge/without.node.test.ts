import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Policy } from '../../src/challenge/policy.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { LEFT_EYE, RIGHT_EYE } from '../../src/landmarks/mesh-points.ts';
import { ACTIONS, type Action, type Without } from '../../src/protocol/challenge.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { tracePosition } from '../../src/signals/trace-landmarks.ts';
import { type PlayOptions, planOf, playSession, STANDARD } from './play-session.ts';
import { scriptedVideo } from './scripted-video.ts';

const TURNS: readonly Action[] = ['turn_left', 'turn_left', 'shake_head', 'shake_head'];
const EYES: readonly Action[] = ['hold_short', 'hold_short', 'double_blink', 'double_blink'];
const OF_TURNS = ['turn_reach', 'planarity', 'rigidity', 'proportions'];

const without = (what: Without): Policy =>
  policyFor({ pace: 'standard', measuredFps: 30, actions: ACTIONS, without: what });

function play(actions: readonly Action[], policy: Policy, options: PlayOptions = {}) {
  const plan = planOf(...actions);
  const { trace, last } = playSession(scriptedVideo('anna'), plan, { policy, ...options });
  return { last, replay: replayTrace(trace, plan, policy) };
}

/** Upper and lower lids drawn together to a share of their distance that differs from frame to frame: nobody can read such eyes. */
function unreadable(frame: TraceFrame): TraceFrame {
  if (frame.kind !== 'face') return frame;
  const share = 0.2 + ((frame.timestampMs * 7919) % 100) / 250;
  const points = frame.points.slice();
  for (const eye of [LEFT_EYE, RIGHT_EYE]) {
    const [, upper1, upper2, , lower2, lower1] = eye.map(tracePosition) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (const [upper, lower] of [
      [upper1, lower1],
      [upper2, lower2],
    ] as const) {
      for (const axis of [0, 1, 2]) {
        const [a, b] = [points[upper * 3 + axis]!, points[lower * 3 + axis]!];
        const middle = (a + b) / 2;
        points[upper * 3 + axis] = Math.round(middle + (a - middle) * share);
        points[lower * 3 + axis] = Math.round(middle + (b - middle) * share);
      }
    }
  }
  return { ...frame, points };
}

describe('somebody who is spared their eyes', () => {
  it('carries out a plan of the head alone, the same movement twice in a row too', () => {
    const { last, replay } = play(TURNS, without('eyes'));
    assert.equal(last.status, 'done');
    assert.deepEqual(
      replay.checks.filter(({ passed }) => !passed),
      [],
    );
    assert.equal(replay.verdict, 'live');
  });

  it('gets through with eyes that nobody can read, which end the session of anybody else', () => {
    assert.equal(play(TURNS, STANDARD, { alter: unreadable }).last.failure, 'timeout');
    const { last, replay } = play(TURNS, without('eyes'), { alter: unreadable });
    assert.equal(last.status, 'done');
    const failed = replay.checks.filter(({ passed }) => !passed);
    assert.ok(failed.every(({ name, undecided }) => name === 'same_eyes' && undecided));
  });
});

describe('somebody who is spared their head', () => {
  it('carries out a plan of the eyes alone, the same movement twice in a row too', () => {
    const { last, replay } = play(EYES, without('head'));
    assert.equal(last.status, 'done');
    assert.deepEqual(
      replay.checks.filter(({ passed }) => !passed).map(({ name }) => name),
      OF_TURNS,
    );
  });

  it('is not judged by turns that nobody asked for, and never taken to be live for it', () => {
    const { replay } = play(EYES, without('head'));
    const ofTurns = replay.checks.filter(({ name }) => OF_TURNS.includes(name));
    assert.ok(ofTurns.every(({ undecided, notAsked }) => undecided && notAsked));
    assert.equal(replay.verdict, 'suspicious');
  });

  it('is judged by the turns of a plan that holds some', () => {
    const { replay } = play(['turn_left', 'hold_short'], without('head'));
    const ofTurns = replay.checks.filter(({ name }) => OF_TURNS.includes(name));
    assert.ok(ofTurns.every(({ passed, notAsked }) => passed && !notAsked));
  });
});

it('a plan without a turn is no reason to be lenient with anybody else', () => {
  const { replay } = play(EYES, STANDARD);
  const ofTurns = replay.checks.filter(({ name }) => OF_TURNS.includes(name));
  assert.ok(ofTurns.every(({ passed, undecided }) => !passed && !undecided));
});
