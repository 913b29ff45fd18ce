import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  advanceEyes,
  type Closure,
  EYES_OPEN,
  type EyeState,
  isSound,
} from '../../src/challenge/eye-state.ts';
import type { RelativeSignals } from '../../src/signals/relative.ts';
import { STANDARD } from './play-session.ts';

const LIMITS = STANDARD.eyes;

interface Seen {
  left: number;
  right?: number;
  yawDegrees?: number;
}

function watch(frames: readonly Seen[], frameMs = 33): { eyes: EyeState; closures: Closure[] } {
  let eyes: EyeState = EYES_OPEN;
  const closures: Closure[] = [];
  frames.forEach(({ left, right = left, yawDegrees = 0 }, index) => {
    const signals: RelativeSignals = {
      timestampMs: index * frameMs,
      openness: (left + right) / 2,
      opennessLeft: left,
      opennessRight: right,
      yawDegrees,
      pitchDegrees: 0,
      rollDegrees: 0,
      scale: 1,
    };
    const next = advanceEyes(eyes, signals, LIMITS);
    eyes = next.eyes;
    if (next.ended) closures.push(next.ended);
  });
  return { eyes, closures };
}

const seen = (...openness: number[]): Seen[] => openness.map((left) => ({ left }));

describe('eyes', () => {
  it('close and open: one closure with its times and its depth', () => {
    const { eyes, closures } = watch(seen(1, 0.5, 0.2, 0.2, 0.9, 1, 1));
    assert.equal(eyes.kind, 'open');
    assert.deepEqual(
      closures.map(({ onsetMs, detectedMs, reopenedMs, minOpenness }) => [
        onsetMs,
        detectedMs,
        reopenedMs,
        minOpenness,
      ]),
      [[33, 66, 132, 0.2]],
    );
  });

  it('close for a single frame that shows it clearly, as a short blink does at thirty frames a second', () => {
    const [closure] = watch(seen(1, 0.3, 1, 1, 1)).closures;
    assert.deepEqual([closure!.onsetMs, closure!.reopenedMs, closure!.minOpenness], [33, 66, 0.3]);
    assert.equal(watch(seen(1, 0.3, 0.75, 0.9, 1, 1)).closures[0]!.reopenedMs, 3 * 33);
  });

  it('do not close for a single frame that does not', () => {
    assert.deepEqual(watch(seen(1, 0.68, 1, 1, 1)).closures, []);
  });

  it('do not reopen for a single frame', () => {
    const { closures } = watch(seen(1, 0.2, 0.2, 0.9, 0.2, 0.2, 0.9, 0.9));
    assert.equal(closures.length, 1);
    assert.equal(closures[0]!.reopenedMs, 6 * 33);
  });

  it('at sixty frames a second need more than two frames', () => {
    assert.deepEqual(watch(seen(1, 0.2, 0.2, 1, 1, 1), 16).closures, []);
    assert.equal(watch(seen(1, 0.2, 0.2, 0.2, 0.2, 1, 1, 1), 16).closures.length, 1);
  });

  it('half lowered are not closed', () => {
    assert.deepEqual(watch(seen(1, 0.75, 0.75, 0.75, 0.75, 1)).closures, []);
  });

  it('one of which stays open wink, which is not a sound closure', () => {
    const wink = Array.from({ length: 12 }, () => ({ left: 0.1, right: 0.95 }));
    const [closure] = watch([...seen(1), ...wink, ...seen(1, 1)]).closures;
    assert.equal(isSound(closure!, LIMITS), false);
  });

  it('are not judged on a turned head', () => {
    const turned = Array.from({ length: 6 }, () => ({ left: 0.2, yawDegrees: 25 }));
    const [closure] = watch([...seen(1), ...turned, ...seen(1, 1)]).closures;
    assert.equal(isSound(closure!, LIMITS), false);
  });
});
