import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headPose, LEVEL_FACE } from '../../src/signals/head-pose.ts';
import { measure } from '../../src/signals/measure.ts';
import { portableAtan2Degrees } from '../../src/signals/portable-math.ts';
import type { TraceFace } from '../../src/signals/trace-frame.ts';
import { TRACE_LANDMARKS, tracePosition } from '../../src/signals/trace-landmarks.ts';
import { facesOf, readTrace } from '../challenge/read-trace.ts';

const anna = facesOf(readTrace('anna'));
const atSecond = (second: number) => measure(anna[Math.round(second * 30)]!);

const near = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`);

/** Rotates all points in the picture about its middle; y is down, so positive is clockwise. */
function rotated(face: TraceFace, degrees: number): TraceFace {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const points = face.points.slice();
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = face.points[offset]! - 320 * 16;
    const y = face.points[offset + 1]! - 240 * 16;
    points[offset] = 320 * 16 + cos * x - sin * y;
    points[offset + 1] = 240 * 16 + sin * x + cos * y;
  }
  return { ...face, points };
}

/** A trace's points with a level face in them, a metre wide in steps, turned, then nodded and leant with the turn. */
function solid(yawDegrees: number, pitchDegrees: number, rollDegrees: number): Float64Array {
  const [yaw, pitch, roll] = [yawDegrees, -pitchDegrees, rollDegrees].map(
    (each) => (each * Math.PI) / 180,
  ) as [number, number, number];
  const points = new Float64Array(TRACE_LANDMARKS.length * 3);
  for (const [index, x, y, z] of LEVEL_FACE) {
    const [y1, z1] = [y * Math.cos(pitch) - z * Math.sin(pitch), y * Math.sin(pitch) + z * Math.cos(pitch)];
    const [x2, z2] = [x * Math.cos(yaw) - z1 * Math.sin(yaw), x * Math.sin(yaw) + z1 * Math.cos(yaw)];
    points[tracePosition(index) * 3] = x2 * Math.cos(roll) - y1 * Math.sin(roll);
    points[tracePosition(index) * 3 + 1] = x2 * Math.sin(roll) + y1 * Math.cos(roll);
    points[tracePosition(index) * 3 + 2] = z2;
  }
  return points;
}

describe('signals of a rendered person', () => {
  it('say how far the head is turned, to which side', () => {
    near(atSecond(0.5).yawDegrees, 0, 3, 'at rest');
    near(atSecond(9.5).yawDegrees, 30, 4, 'to the own left');
    near(atSecond(12.4).yawDegrees, -30, 4, 'to the own right');
  });

  it('say how far the head leans', () => {
    const face = anna[15]!;
    const level = measure(face).rollDegrees;
    near(measure(rotated(face, 20)).rollDegrees - level, 20, 0.2, 'towards image right');
    near(measure(rotated(face, -20)).rollDegrees - level, -20, 0.2, 'towards image left');
  });

  it('do not take a lean for anything else', () => {
    const [level, leaning] = [measure(anna[15]!), measure(rotated(anna[15]!, 20))];
    near(leaning.yawDegrees, level.yawDegrees, 0.2, 'yaw');
    near(leaning.pitchDegrees, level.pitchDegrees, 0.2, 'pitch');
    near(leaning.earLeft, level.earLeft, 0.005, 'left eye');
    near(leaning.interOcularPx, level.interOcularPx, 0.5, 'eye distance');
  });

  it('tell open eyes from closed ones', () => {
    const [open, closed] = [atSecond(0.5), atSecond(4)];
    assert.ok(closed.earLeft < 0.4 * open.earLeft && closed.earRight < 0.4 * open.earRight);
  });

  it('keep the size of the face while it turns', () => {
    near(atSecond(9.5).interOcularPx / atSecond(0.5).interOcularPx, 1, 0.12, 'eye distance');
    near(atSecond(9.5).faceWidthRatio / atSecond(0.5).faceWidthRatio, 1, 0.12, 'face width');
  });

  it('are finite for points that fall into one', () => {
    const none = measure({ ...anna[0]!, points: new Int16Array(TRACE_LANDMARKS.length * 3) });
    for (const value of Object.values(none)) if (typeof value === 'number') assert.ok(Number.isFinite(value));
    assert.equal(none.interOcularPx, 0);
  });

  it('are the same numbers on every machine', () => {
    const { yawDegrees, pitchDegrees, rollDegrees, earLeft, interOcularPx } = measure(anna[100]!);
    assert.deepEqual(
      [yawDegrees, pitchDegrees, rollDegrees, earLeft, interOcularPx],
      [
        0.6156281334744981, 0.31417186892527044, -0.2059387154817878, 0.060727004517878866,
        131.56347867156128,
      ],
    );
  });
});

describe('the pose of a head', () => {
  it('is that of the level face that was turned, nodded and leant so far', () => {
    const level = headPose(solid(0, 0, 0));
    near(level.yawDegrees, 0, 1e-9, 'level yaw');
    near(level.pitchDegrees, 0, 1e-9, 'level pitch');
    near(headPose(solid(30, 0, 0)).yawDegrees, 0.88 * 30, 0.05, 'to the own left');
    near(headPose(solid(-30, 0, 0)).yawDegrees, -0.88 * 30, 0.05, 'to the own right');
    near(headPose(solid(0, -20, 0)).pitchDegrees, 1.1 * -20, 0.05, 'chin down');
    near(headPose(solid(0, 20, 0)).pitchDegrees, 0.9 * 20, 0.05, 'chin up');
    const { yawDegrees, pitchDegrees, rollDegrees } = headPose(solid(20, -10, 15));
    near(yawDegrees, 0.88 * 20, 0.05, 'yaw among others');
    near(pitchDegrees, 1.1 * -10, 0.05, 'pitch among others');
    near(rollDegrees, 15, 0.05, 'roll among others');
  });
});

describe('the portable arcus tangent', () => {
  it('agrees with Math.atan2 in all quadrants', () => {
    for (let step = 0; step < 720; step++) {
      const angle = (step / 720) * 2 * Math.PI - Math.PI + 1e-3;
      const [x, y] = [Math.cos(angle) * 3, Math.sin(angle) * 3];
      near(portableAtan2Degrees(y, x), (Math.atan2(y, x) * 180) / Math.PI, 1e-10, `${step}`);
    }
    assert.equal(portableAtan2Degrees(0, 0), 0);
    assert.equal(portableAtan2Degrees(5, 0), 90);
    assert.equal(portableAtan2Degrees(0, -5), 180);
  });
});

describe('the points of a trace', () => {
  it('are twelve of the eyes and the rigid ones, each once, in a fixed order', () => {
    assert.equal(TRACE_LANDMARKS.length, 53);
    assert.equal(new Set(TRACE_LANDMARKS).size, 53);
    assert.deepEqual(
      TRACE_LANDMARKS.slice(0, 12),
      [33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380],
    );
    assert.equal(tracePosition(33), 0);
    assert.throws(() => tracePosition(13), RangeError);
  });
});
