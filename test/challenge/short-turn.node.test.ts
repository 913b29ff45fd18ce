import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { measure } from '../../src/signals/measure.ts';
import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';
import { flatten } from './flat-face.ts';
import { planOf, playSession } from './play-session.ts';
import { facesOf, readTrace } from './read-trace.ts';
import { scriptedVideo } from './scripted-video.ts';

const ben = facesOf(readTrace('ben'));
const straight = measure(ben[15]!).yawDegrees;
const turnOf = (face: TraceFace) => measure(face).yawDegrees - straight;
const PLAN = planOf('hold_short', 'turn_left', 'turn_right');

/** A person who turns no further than this, and holds the head there for as long as others hold it further out. */
function turnsUpTo(degrees: number): (frame: TraceFrame) => TraceFrame {
  const furthest = (side: number) =>
    ben.reduce((best, face) => {
      const [turned, most] = [turnOf(face) * side, turnOf(best) * side];
      return turned <= degrees && turned > most ? face : best;
    });
  const [left, right] = [furthest(1), furthest(-1)];
  let count = 0;
  return (frame) => {
    if (frame.kind !== 'face' || Math.abs(turnOf(frame)) <= degrees) return frame;
    count++;
    const held = turnOf(frame) > 0 ? left : right;
    const points = held.points.map((value, offset) => value + (((offset + count) * 7919) % 7) - 3);
    return { ...held, points, timestampMs: frame.timestampMs };
  };
}

const play = (alter: (frame: TraceFrame) => TraceFrame) => {
  const { trace, states, last } = playSession(scriptedVideo('ben'), PLAN, { alter });
  const { verdict, checks } = replayTrace(trace, PLAN, POLICIES.standard);
  const left = checks.filter(({ passed }) => !passed);
  return { states, last, verdict, left: left.map(({ name, undecided }) => (undecided ? `${name}?` : name)) };
};

describe('a head that cannot turn far', () => {
  it('is enough for a machine from 15 degrees on', () => {
    const { verdict, left } = play(turnsUpTo(17));
    assert.deepEqual([verdict, left], ['live', []]);
  });

  it('is left to a person below', () => {
    const { last, left } = play(turnsUpTo(14));
    assert.equal(last.status, 'done');
    assert.deepEqual(left, ['turn_reach?']);
  });

  it('is asked to turn further, and then to come back', () => {
    const { states } = play(turnsUpTo(17));
    const hints = states[2]!.map(({ action }) => action.hint);
    assert.ok(hints.includes('turn_further') && hints.includes('turn_back'), hints.join());
    assert.ok(!hints.includes('hold_turn'));
  });

  it('does not turn at all at 9 degrees', () => {
    const { last } = play(turnsUpTo(9));
    assert.deepEqual([last.status, last.step.action], ['failed', 'turn_left']);
  });

  it('is refused as a picture that claims so small a turn', () => {
    const short = turnsUpTo(17);
    const flat = flatten('ben');
    const { last, left } = play((frame) => flat(short(frame)));
    assert.equal(last.status, 'done');
    assert.ok(left.includes('planarity'), left.join());
  });
});
