import assert from 'node:assert/strict';
import { it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { failingNeutralGate, failingPictureGate } from '../../src/signals/gates.ts';
import { measure, type Signals } from '../../src/signals/measure.ts';
import { facesOf, readTrace } from '../challenge/read-trace.ts';

const LIMITS = POLICIES.standard.gates;
const faces = facesOf(readTrace('anna'));
const good = measure(faces[10]!);

it('lets a well placed, well lit face pass', () => {
  assert.equal(failingNeutralGate(good, LIMITS), null);
});

it('names what is wrong with the picture', () => {
  const faults: [string, Partial<Signals>][] = [
    ['too_far', { interOcularPx: 50 }],
    ['too_far', { faceWidthRatio: 0.1 }],
    ['too_close', { faceWidthRatio: 0.8 }],
    ['off_center', { centerX: 0.9 }],
    ['off_center', { centerY: 0.1 }],
    ['too_dark', { light: { mean: 20, left: 20, right: 20 } }],
    ['too_bright', { light: { mean: 250, left: 250, right: 250 } }],
  ];
  for (const [gate, fault] of faults) assert.equal(failingPictureGate({ ...good, ...fault }, LIMITS), gate);
});

it('lets half of the face be dark while it turns, and not while it rests', () => {
  const uneven = { ...good, light: { mean: 120, left: 60, right: 180 } };
  assert.equal(failingPictureGate(uneven, LIMITS), null);
  assert.equal(failingNeutralGate(uneven, LIMITS), 'uneven_light');
});

it('lets a turned head pass where the head may turn, and not where it must not', () => {
  const turned = measure(faces[285]!);
  assert.equal(failingPictureGate(turned, LIMITS), null);
  assert.equal(failingNeutralGate(turned, LIMITS), 'face_screen');
  assert.equal(failingNeutralGate({ ...good, pitchDegrees: -25 }, LIMITS), 'face_screen');
  assert.equal(failingNeutralGate({ ...good, rollDegrees: 25 }, LIMITS), 'tilted');
});

it('does not let numbers that are none slip past', () => {
  assert.equal(failingPictureGate({ ...good, interOcularPx: Number.NaN }, LIMITS), 'too_far');
  assert.equal(failingPictureGate({ ...good, centerX: Number.NaN }, LIMITS), 'off_center');
});
