import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contourInInput, EYE_SIDE, eyeView, lookAtEye } from '../../src/landmarks/eye-view.ts';

/** An eye as wide as 32 and as high as 16 input pixels around (100, 60), turned by `radians`. */
function meshOfEye(radians = 0) {
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const around = [
    [-16, 0],
    [16, 0],
    [0, -8],
    [0, 8],
  ] as const;
  return Float32Array.from(around.flatMap(([x, y]) => [100 + cos * x - sin * y, 60 + sin * x + cos * y, 0]));
}
const EYE = { corners: [0, 1], contour: [0, 1, 2, 3] } as const;
const middle = new Float32Array([EYE_SIDE * 2, EYE_SIDE * 2]);

describe('the look at one eye', () => {
  for (const degrees of [0, 20, -35]) {
    it(`is centred on the eye, half as large again as its box, and turned with it: ${degrees} degrees`, () => {
      const view = eyeView(meshOfEye((degrees * Math.PI) / 180), EYE);
      const [x, y] = contourInInput(middle, view);
      assert.ok(Math.abs(x! - 100) < 1e-4 && Math.abs(y! - 60) < 1e-4);
      assert.ok(Math.abs(Math.hypot(view.xx, view.yx) - (32 / 4) * (1.5 / EYE_SIDE)) < 1e-6);
      assert.ok(Math.abs(Math.hypot(view.xy, view.yy) - (16 / 4) * (1.5 / EYE_SIDE)) < 1e-6);
      assert.ok(Math.abs((Math.atan2(view.yx, view.xx) * 180) / Math.PI - degrees) < 1e-4);
    });
  }

  it('mixes the four features around each point by their distance', () => {
    const side = 48;
    const data = Float32Array.from({ length: side * side }, (_, index) => index % side);
    const view = { xx: 1, xy: 0, yx: 0, yy: 1, x: 10.25, y: 5 };
    const square = lookAtEye({ data, side, depth: 1 }, view);
    for (const column of [0, 7, 15]) assert.ok(Math.abs(square[column]! - (column + 10.25)) < 0.01);
  });

  it('sees nothing where it leaves the feature map', () => {
    const data = new Float32Array(48 * 48).fill(1);
    const view = { xx: 1, xy: 0, yx: 0, yy: 1, x: -8, y: 0 };
    const square = lookAtEye({ data, side: 48, depth: 1 }, view);
    assert.deepEqual([...square.subarray(0, EYE_SIDE)], [...Array(8).fill(0), ...Array(8).fill(1)]);
  });
});
