import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBlank } from '../../src/landmarks/pixels.ts';

const [width, height] = [640, 480];

/** RGBA, grey `luma` by column and row. */
function picture(luma: (column: number, row: number) => number) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < data.length; at += 4) {
    const pixel = at / 4;
    data.fill(luma(pixel % width, Math.floor(pixel / width)), at, at + 3);
  }
  return { data, width, height };
}

describe('a picture in which no face is', () => {
  it('is blank under a finger, lit through at one side, and in a dark room with its noise', () => {
    assert.ok(isBlank(picture((column) => 40 + column / 20)));
    assert.ok(isBlank(picture((column, row) => 8 + ((column * 7 + row * 13) % 10))));
  });

  it('is not where there is something to see, however dark, and before a white wall', () => {
    assert.ok(!isBlank(picture((column) => (column > 500 ? 90 : 20))));
    assert.ok(!isBlank(picture((_column, row) => (row < 60 ? 200 : 60))));
    assert.ok(!isBlank(picture(() => 190)));
  });
});
