import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FACE_POINT_COUNT, type Face } from '../../src/landmarks/face.ts';
import { quantize, traceFrameOf } from '../../src/signals/trace-frame.ts';
import { tracePosition } from '../../src/signals/trace-landmarks.ts';

const faceWith = (index: number, x: number, y: number, z: number): Face => {
  const points = new Float32Array(FACE_POINT_COUNT * 3);
  points.set([x, y, z], index * 3);
  return {
    timestampMs: 1033.4,
    frameWidth: 640,
    frameHeight: 480,
    points,
    confidence: 1,
    lidAperture: null,
    light: { mean: 119.6, left: -3, right: 300 },
  };
};

it('keeps points in sixteenths of a pixel, time in whole milliseconds from the origin, light in whole numbers', () => {
  const face = quantize(faceWith(133, 10.04, -3.5, 0.03), 1000);
  const offset = tracePosition(133) * 3;
  assert.deepEqual([...face.points.slice(offset, offset + 3)], [161, -56, 0]);
  assert.equal(face.timestampMs, 33);
  assert.deepEqual(face.light, { mean: 120, left: 0, right: 255 });
});

it('clamps what does not fit into 16 bits', () => {
  const { points } = quantize(faceWith(1, 9999, -9999, Number.POSITIVE_INFINITY), 0);
  const offset = tracePosition(1) * 3;
  assert.deepEqual([...points.slice(offset, offset + 3)], [32767, -32767, 32767]);
});

it('keeps of a frame without exactly one face only what kind it was and when', () => {
  assert.deepEqual(traceFrameOf({ kind: 'none', timestampMs: 20.2 }, 10), { kind: 'none', timestampMs: 10 });
  assert.deepEqual(traceFrameOf({ kind: 'many', timestampMs: 20.2, count: 2 }, 0), {
    kind: 'many',
    timestampMs: 20,
  });
});
