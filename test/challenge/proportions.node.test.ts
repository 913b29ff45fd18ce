import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { measure } from '../../src/signals/measure.ts';
import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';
import { tracePosition } from '../../src/signals/trace-landmarks.ts';
import { planOf, playSession } from './play-session.ts';
import { facesOf, readTrace } from './read-trace.ts';
import { scriptedVideo } from './scripted-video.ts';

const FOREHEAD = tracePosition(10);
const BELOW_NOSE = tracePosition(2);
const PLAN = planOf('turn_left', 'turn_right');
const straight = measure(facesOf(readTrace('ben'))[15]!).yawDegrees;

/** The face with so much more or less between forehead and nose, its width and its pose as they were. */
function withHeight(face: TraceFace, share: number): TraceFace {
  const points = face.points.slice();
  for (let axis = 0; axis < 3; axis++) {
    const from = points[FOREHEAD * 3 + axis]!;
    points[BELOW_NOSE * 3 + axis] = Math.round(from + (points[BELOW_NOSE * 3 + axis]! - from) * share);
  }
  return { ...face, points };
}

/** What the check of the proportions says of a person whose turned face reads so much wider for its height, or at all times. */
function judged(widening: number, when: 'turned' | 'always' = 'turned') {
  const alter = (frame: TraceFrame) =>
    frame.kind === 'face' && (when === 'always' || Math.abs(measure(frame).yawDegrees - straight) > 8)
      ? withHeight(frame, 1 / (1 + widening))
      : frame;
  const { trace } = playSession(scriptedVideo('ben'), PLAN, { alter });
  const { checks } = replayTrace(trace, PLAN, POLICIES.standard);
  const { passed, undecided } = checks.find(({ name }) => name === 'proportions')!;
  return passed ? 'passed' : undecided ? 'undecided' : 'refused';
}

describe('the proportions of a face that turns aside', () => {
  it('may be read as wider, as a compressed film makes them: no sheet does that', () => {
    assert.equal(judged(0.1), 'passed');
    assert.equal(judged(0.25), 'undecided');
  });

  it('may hardly be narrower, as those of every sheet are', () => {
    assert.equal(judged(-0.05), 'passed');
    assert.equal(judged(-0.25), 'refused');
  });

  it('are those of a head at rest, too, and not of a print that goes from far aside to as far on the other side', () => {
    assert.equal(judged(-0.1, 'always'), 'passed');
    assert.equal(judged(-0.3, 'always'), 'undecided');
  });
});
