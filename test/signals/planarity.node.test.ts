import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { type Baseline, takeBaseline } from '../../src/signals/baseline.ts';
import { measure } from '../../src/signals/measure.ts';
import { homographyResidualPx, planarResidual } from '../../src/signals/planarity.ts';
import { portableSineDegrees } from '../../src/signals/portable-math.ts';
import { reliefOf } from '../../src/signals/relief.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '../../src/signals/trace-frame.ts';
import { flatten } from '../challenge/flat-face.ts';
import { facesOf, readTrace } from '../challenge/read-trace.ts';

const faces = facesOf(readTrace('anna'));
const baseline = takeBaseline(
  faces.slice(0, 46).map((face) => ({ face, signals: measure(face) })),
  POLICIES.standard.baseline,
) as Baseline;

const LEFT_HELD = faces[Math.round(9.5 * 30)]!;
const RIGHT_HELD = faces[Math.round(12.4 * 30)]!;

describe('the homography', () => {
  const grid = Array.from({ length: 50 }, (_, index) =>
    index % 2 === 0 ? index * 7 + 100 : ((index * 37) % 90) + 50,
  );

  it('carries a plane onto its picture without error, however it is turned', () => {
    const turned = grid.map((_, offset) => {
      const [x, y] =
        offset % 2 === 0 ? [grid[offset]!, grid[offset + 1]!] : [grid[offset - 1]!, grid[offset]!];
      const w = 1 + 0.0007 * x - 0.0003 * y;
      return (offset % 2 === 0 ? 30 + 0.8 * x + 0.1 * y : 12 - 0.2 * x + 1.1 * y) / w;
    });
    assert.ok(homographyResidualPx(grid, turned) < 1e-6);
  });

  it('cannot carry a plane onto what is none', () => {
    const bent = grid.map((value, offset) => (offset % 2 === 0 ? value + ((value * value) % 40) : value));
    assert.ok(homographyResidualPx(grid, bent) > 2);
  });

  it('of points that fall into one is none', () => {
    const residual = homographyResidualPx(
      grid.map(() => 5),
      grid,
    );
    assert.ok(!(residual < 1));
  });
});

const turnOf = (face: TraceFace) => measure(face).yawDegrees - baseline.yawDegrees;

describe('a flat picture', () => {
  it('does not explain a head that is turned', () => {
    for (const face of [LEFT_HELD, RIGHT_HELD]) assert.ok(planarResidual(face, baseline) > 0.1);
  });

  it('explains a picture turned as far', () => {
    for (const face of [LEFT_HELD, RIGHT_HELD]) {
      const flat = flatten('anna')(face);
      assert.equal(flat.kind, 'face');
      if (flat.kind === 'face') assert.ok(planarResidual(flat, baseline) < 0.061);
    }
  });

  it('explains the face at rest', () => {
    assert.ok(planarResidual(faces[30]!, baseline) < 0.022);
  });
});

describe('the relief that a turn shows', () => {
  const { minRelief, maxFlatRelief } = POLICIES.standard.trace;

  it('is that of a head to either side, as soon as the head is turned by 15 degrees', () => {
    const turned = faces.slice(8.3 * 30, 13.9 * 30).filter((face) => Math.abs(turnOf(face)) > 15);
    assert.ok(turned.some((face) => turnOf(face) > 0) && turned.some((face) => turnOf(face) < 0));
    for (const face of turned) assert.ok(reliefOf(face, baseline, turnOf(face)) > minRelief);
  });

  it('is next to none on a picture turned as far', () => {
    for (const face of [LEFT_HELD, RIGHT_HELD]) {
      const flat = flatten('anna')(face);
      assert.equal(flat.kind, 'face');
      if (flat.kind === 'face') assert.ok(Math.abs(reliefOf(flat, baseline, turnOf(face))) < maxFlatRelief);
    }
  });

  it('is less than a head shows on a print bent round a cylinder of 10 cm, turned up to 35 degrees', () => {
    const print = printBaseline(10);
    for (const degrees of [12, 15, 22, 28, 35]) {
      const seen = [degrees, -degrees].map((each) => reliefOf(bentPrint(each, 10), print, each));
      for (const relief of seen) assert.ok(relief < minRelief, `${degrees}: ${relief}`);
    }
  });

  it('is that of a picture on a print bent as round as a head, drawn without the mesh', () => {
    const print = printBaseline(6);
    for (const degrees of [12, 22, 35, -12, -22, -35]) {
      const relief = reliefOf(bentPrint(degrees, 6), print, degrees);
      assert.ok(relief < minRelief / 2, `${degrees}: ${relief}`);
    }
  });

  it('is the same however the camera leans, at rest and in the turn', () => {
    for (const [face, degrees] of [
      [LEFT_HELD, turnOf(LEFT_HELD)],
      [RIGHT_HELD, turnOf(RIGHT_HELD)],
    ] as const) {
      const upright = reliefOf(face, baseline, degrees);
      for (const lean of [-14, 14]) {
        const template = leaning(baseline.template, lean);
        const points = Int16Array.from(leaning(face.points, lean), Math.round);
        const leant = reliefOf({ ...face, points }, { ...baseline, template }, degrees);
        assert.ok(Math.abs(leant - upright) < 0.03, `${lean}: ${leant}, ${upright}`);
      }
      const points = Int16Array.from(leaning(face.points, 14), Math.round);
      const leant = reliefOf({ ...face, points }, baseline, degrees);
      assert.ok(Math.abs(leant - upright) < 0.03, `in the turn alone: ${leant}, ${upright}`);
    }
  });

  it('is none where the points fall into one', () => {
    const none = { ...LEFT_HELD, points: new Int16Array(LEFT_HELD.points.length) };
    assert.ok(!(reliefOf(none, baseline, 20) >= minRelief));
  });

  it('is the same number on every machine', () => {
    assert.equal(reliefOf(LEFT_HELD, baseline, 30), 1.040281737458553);
  });
});

describe('the portable sine', () => {
  it('agrees with Math.sin', () => {
    for (let degrees = 0; degrees <= 90; degrees++) {
      const difference = portableSineDegrees(degrees) - Math.sin((degrees * Math.PI) / 180);
      assert.ok(Math.abs(difference) < 1e-12, `${degrees}`);
    }
  });
});

function printBaseline(radiusCm: number): Baseline {
  const straight = bentPrint(0, radiusCm);
  return { ...baseline, template: Float64Array.from(straight.points, (value) => value / STEPS_PER_PIXEL) };
}

/** Turned in the picture about its corner. */
function leaning(points: ArrayLike<number>, degrees: number): Float64Array {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Float64Array.from(points, (value, offset) => {
    if (offset % 3 === 0) return cos * value - sin * points[offset + 1]!;
    return offset % 3 === 1 ? sin * points[offset - 1]! + cos * value : value;
  });
}

/** The face at rest as a print bent round an upright cylinder, half a metre from the camera, turned about its axis. */
function bentPrint(degrees: number, radiusCm: number): TraceFace {
  const rest = faces[20]!;
  const cm = (baseline.interOcularPx * STEPS_PER_PIXEL) / 9;
  const radius = radiusCm * cm;
  const distance = 50 * cm;
  const [middleX, middleY] = [320 * STEPS_PER_PIXEL, 230 * STEPS_PER_PIXEL];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const points = rest.points.slice();
  for (let offset = 0; offset < points.length; offset += 3) {
    const angle = (rest.points[offset]! - middleX) / radius;
    const [x, z] = [radius * Math.sin(angle), radius * (1 - Math.cos(angle))];
    const scale = distance / (distance - sin * x + cos * z);
    points[offset] = middleX + (cos * x + sin * z) * scale;
    points[offset + 1] = middleY + (rest.points[offset + 1]! - middleY) * scale;
  }
  return { ...rest, points };
}
