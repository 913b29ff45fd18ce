import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Aim, FIRST_AIM, HOLD_MS, nextAim } from '../../src/documents/aim.ts';
import type { DocumentFault, DocumentSight } from '../../src/documents/check-document.ts';

const at = (x: number, fault: DocumentFault | null = null): DocumentSight => ({
  fault,
  quad: [
    { x, y: 100 },
    { x: x + 800, y: 100 },
    { x: x + 800, y: 600 },
    { x, y: 600 },
  ],
  measures: {},
});

/** Looks every 150 ms. */
const aimed = (sights: readonly DocumentSight[]): Aim =>
  sights.reduce((aim, sight, n) => nextAim(aim, sight, n * 150), FIRST_AIM);
const looks = Math.ceil(HOLD_MS / 150) + 1;

test('a document that is right and held still is taken, and not before the time is over', () => {
  assert.ok(aimed(Array(looks - 1).fill(at(100))).progress < 1);
  assert.equal(aimed(Array(looks).fill(at(100))).progress, 1);
});

test('a fault or a hand that moves begins the time anew', () => {
  const held = Array(looks - 1).fill(at(100));
  assert.equal(aimed([...held, at(100, 'blurred')]).progress, 0);
  assert.deepEqual([aimed([...held, at(160)]).progress, aimed([...held, at(160)]).hint], [0, 'hold_still']);
  assert.ok(aimed([...held, at(108)]).progress > 0, 'a hand is never quite still');
});

test('one hint stands long enough to be read before the next', () => {
  const faults: DocumentFault[] = ['blurred', 'glare', 'glare', 'glare', 'glare', 'glare'];
  const hints = faults.map((_, n) => aimed(faults.slice(0, n + 1).map((fault) => at(100, fault))).hint);
  assert.deepEqual(hints, ['blurred', 'blurred', 'blurred', 'blurred', 'blurred', 'glare']);
});

test('that all is well is shown at once', () => {
  assert.equal(aimed([at(100, 'blurred'), at(100), at(100)]).hint, null);
});
