import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { type Baseline, takeBaseline } from '../../src/signals/baseline.ts';
import { measure, type Signals } from '../../src/signals/measure.ts';
import { relativeSignals } from '../../src/signals/relative.ts';
import { facesOf, readTrace } from '../challenge/read-trace.ts';

const LIMITS = POLICIES.standard.baseline;
const faces = facesOf(readTrace('ben'));
const samples = faces.slice(0, 46).map((face) => ({ face, signals: measure(face) }));

const altered = (alter: (signals: Signals, index: number) => Partial<Signals>) =>
  takeBaseline(
    samples.map(({ face, signals }, index) => ({ face, signals: { ...signals, ...alter(signals, index) } })),
    LIMITS,
  );

const baseline = takeBaseline(samples, LIMITS) as Baseline;

describe('the baseline', () => {
  it('is that of the person at rest', () => {
    assert.equal(baseline.frames, 46);
    assert.ok(baseline.earLeft > 0.3 && baseline.earLeft < 0.36);
    assert.ok(Math.abs(baseline.yawDegrees) < 2);
  });

  it('is hardly moved by a blink', () => {
    const blinked = altered(({ earLeft, earRight }, index) =>
      index > 20 && index < 26 ? { earLeft: earLeft * 0.2, earRight: earRight * 0.2 } : {},
    ) as Baseline;
    assert.ok(Math.abs(blinked.earLeft / baseline.earLeft - 1) < 0.03);
  });

  it('is refused for eyes that hardly open', () => {
    assert.equal(
      altered(() => ({ earLeft: 0.1 })),
      'eyes_narrow',
    );
  });

  it('is refused for eyes that drift or flutter', () => {
    assert.equal(
      altered(({ earRight }, index) => (index > 23 ? { earRight: earRight * 0.8 } : {})),
      'eyes_moving',
    );
    assert.equal(
      altered(({ earRight }, index) => ({ earRight: earRight * (1 + (index % 4) * 0.2) })),
      'eyes_moving',
    );
  });

  it('leaves out lids that the eye model sees hardly open, or fluttering', () => {
    const withLids = (lidsAt: (index: number) => number) =>
      altered((_, index) => ({ lids: { left: 0.3, right: lidsAt(index) } })) as Baseline;
    assert.deepEqual(withLids(() => 0.31).lids, { left: 0.3, right: 0.31 });
    assert.deepEqual(withLids(() => 0.1).lids, { left: 0.3, right: null });
    assert.deepEqual(withLids((index) => 0.3 * (1 + (index % 4) * 0.2)).lids, { left: 0.3, right: null });
  });

  it('knows how steadily the openness of the eyes reads, which blinks do not change', () => {
    const scaled = (by: (index: number) => number) =>
      altered((signals, index) => ({
        earLeft: signals.earLeft * by(index),
        earRight: signals.earRight * by(index),
      })) as Baseline;
    assert.ok(baseline.opennessSpread > 0 && baseline.opennessSpread < 0.02);
    const blinked = scaled((index) => (index > 20 && index < 26 ? 0.2 : 1));
    assert.ok(Math.abs(blinked.opennessSpread - baseline.opennessSpread) < 0.01);
    assert.ok(scaled((index) => 1 + (index % 5) * 0.06).opennessSpread > 2 * baseline.opennessSpread);
  });

  it('is refused for a moving head', () => {
    assert.equal(
      altered((_, index) => ({ yawDegrees: index / 4 })),
      'head_moving',
    );
    assert.equal(
      altered((_, index) => ({ pitchDegrees: index / 3 })),
      'head_moving',
    );
  });
});

describe('signals relative to it', () => {
  it('are one and zero at rest', () => {
    const { openness, yawDegrees, scale } = relativeSignals(measure(faces[10]!), baseline);
    assert.ok(Math.abs(openness - 1) < 0.1 && Math.abs(yawDegrees) < 1.5 && Math.abs(scale - 1) < 0.03);
  });

  it('fall to a third at most for closed eyes', () => {
    assert.ok(relativeSignals(measure(faces[120]!), baseline).openness < 0.34);
  });

  it('are as open as the smaller of what mesh and eye model say, eye by eye', () => {
    const rest = measure(faces[10]!);
    const lids = baseline.lids as { left: number; right: number };
    const unseenByMesh = { ...rest, lids: { left: lids.left * 0.3, right: lids.right } };
    assert.ok(Math.abs(relativeSignals(unseenByMesh, baseline).opennessLeft - 0.3) < 0.001);
    assert.ok(relativeSignals(unseenByMesh, baseline).opennessRight > 0.9);
    const unseenByEyeModel = { ...rest, earRight: baseline.earRight * 0.25 };
    assert.ok(Math.abs(relativeSignals(unseenByEyeModel, baseline).opennessRight - 0.25) < 0.001);
    assert.ok(relativeSignals({ ...rest, lids: null }, baseline).openness > 0.9);
  });

  it('leave out what the eye model says of an eye behind a reflection, and keep the other', () => {
    const rest = measure(faces[10]!);
    const glare: Baseline = { ...baseline, lids: { left: null, right: baseline.lids.right } };
    const shut = { ...rest, lids: { left: 0.01, right: 0.01 } };
    assert.ok(relativeSignals(shut, glare).opennessLeft > 0.9);
    assert.ok(relativeSignals(shut, glare).opennessRight < 0.1);
  });

  describe('with what was learned of how open eyes look', () => {
    const lids = baseline.lids as { left: number; right: number };
    const learnedAt = (learned: (index: number) => number) =>
      altered((_, index) => ({
        lids: { ...lids, learned: { left: learned(index), right: learned(index) } },
      })) as Baseline;
    const open = learnedAt(() => 0.9);
    const shownBy = (contour: number, learned: number, base = open) => {
      const { opennessLeft } = relativeSignals(
        {
          ...measure(faces[10]!),
          earLeft: base.earLeft * contour,
          lids: {
            left: lids.left * contour,
            right: lids.right,
            learned: { left: learned * 0.9, right: 0.9 },
          },
        },
        base,
      );
      return Math.round(opennessLeft * 1000) / 1000;
    };

    it('are as far shut as that, where both contours fall', () => {
      assert.equal(shownBy(0.8, 0.55), 0.55);
      assert.equal(shownBy(0.8, 0.3), 0.4);
    });

    it('are no further shut than the contours bear out', () => {
      assert.equal(shownBy(1, 0.1), 1);
      assert.equal(shownBy(0.95, 0.1), 0.85);
    });

    it('are as far shut as the contours say, where that is further', () => {
      assert.equal(shownBy(0.3, 0.6), 0.3);
    });

    it('do without it for an eye of which it was unsteady at rest, or low', () => {
      const unsteady = learnedAt((index) => 0.9 * (1 + (index % 4) * 0.2));
      assert.deepEqual(unsteady.lids, { ...lids, learned: { left: null, right: null } });
      assert.equal(shownBy(0.8, 0.3, unsteady), 0.8);
      assert.deepEqual(learnedAt(() => 0.4).lids.learned, { left: null, right: null });
    });
  });

  it('count the eye that is nearer to the camera for more', () => {
    const turned = { ...measure(faces[10]!), earRight: 0, yawDegrees: baseline.yawDegrees + 30 };
    assert.equal(relativeSignals(turned, baseline).openness, 0);
    const away = { ...turned, yawDegrees: baseline.yawDegrees - 30 };
    assert.ok(relativeSignals(away, baseline).openness > 0.9);
  });
});
