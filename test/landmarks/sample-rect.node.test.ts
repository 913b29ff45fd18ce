import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleRect } from '../../src/landmarks/sample-rect.ts';

/** 4 x 4, red rises with x, green with y. */
const picture = {
  data: Uint8Array.from(
    { length: 48 },
    (_, at) => [(((at / 3) % 4) | 0) * 50, Math.floor(at / 12) * 50, 0][at % 3]!,
  ),
  width: 4,
  height: 4,
};
const whole = { xCenter: 2, yCenter: 2, width: 4, height: 4, rotation: 0 };
const plain = { side: 4, border: 'replicate', range: [0, 255] } as const;

describe('cutting a region out of a frame', () => {
  it('gives back the picture when the region is the whole of it', () => {
    assert.deepEqual([...sampleRect(picture, whole, plain)], [...picture.data]);
  });

  it('interpolates between pixels', () => {
    const square = sampleRect(picture, { ...whole, xCenter: 2.5 }, plain);
    assert.deepEqual([...square.subarray(0, 3)], [25, 0, 0]);
  });

  it('turns with the region', () => {
    const square = sampleRect(picture, { ...whole, rotation: Math.PI / 2 }, plain);
    const [red, green] = square.subarray(3, 5);
    assert.ok(Math.abs(red! - 150) < 1e-3, 'the next column of the region lies below, at the right edge');
    assert.ok(Math.abs(green! - 50) < 1e-3);
  });

  it('continues the edge or is black outside, as asked', () => {
    const beyond = { ...whole, xCenter: 10 };
    assert.equal(sampleRect(picture, beyond, plain)[0], 150);
    assert.equal(sampleRect(picture, beyond, { ...plain, border: 'zero', range: [-1, 1] })[0], -1);
  });
});
