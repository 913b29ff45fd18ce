import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advanceDoubleBlink, startDoubleBlink } from '../../src/challenge/double-blink-action.ts';
import { advanceEyes, EYES_OPEN } from '../../src/challenge/eye-state.ts';
import { STANDARD } from './play-session.ts';

const FRAME_MS = 33;
const REST_MS = 1000;

interface Seen {
  readonly openness: number;
  readonly pitchDegrees: number;
}

const still = (ms: number, pitchDegrees: number): Seen[] =>
  Array.from({ length: Math.round(ms / FRAME_MS) }, () => ({ openness: 1, pitchDegrees }));

/** Eyes that read as shut for 0.2 s, twice; the head goes down to `pitchDegrees` for each and comes back to `restDegrees`. */
const twoDips = (restDegrees: number, pitchDegrees: number): Seen[] => {
  const dip = [0, 0.4, 0.5, 1, 0.5, 0.4, 0].map((share) => ({
    openness: share < 0.5 ? 1 : 0.5,
    pitchDegrees: restDegrees + share * (pitchDegrees - restDegrees),
  }));
  const slow = dip.flatMap((frame) => [frame, frame]);
  return [...slow, ...still(200, restDegrees), ...slow];
};

/** The prompt is shown with the first frame. */
function perform(frames: readonly Seen[]) {
  let eyes = EYES_OPEN;
  let action = startDoubleBlink();
  const hints: unknown[] = [];
  frames.forEach(({ openness, pitchDegrees }, index) => {
    const signals = {
      timestampMs: index * FRAME_MS,
      openness,
      opennessLeft: openness,
      opennessRight: openness,
      learnedOpenness: null,
      mouthOpening: null,
      yawDegrees: 0,
      pitchDegrees,
      rollDegrees: 0,
      scale: 1,
    };
    const next = advanceEyes(eyes, signals, STANDARD.eyes);
    eyes = next.eyes;
    if (action.status === 'done' || action.status === 'failed') return;
    action = advanceDoubleBlink(action, {
      signals,
      eyes,
      ended: next.ended,
      shownAtMs: 0,
      policy: STANDARD,
    });
    hints.push(action.hint);
  });
  return { action, hints };
}

describe('a double blink', () => {
  const after = still(STANDARD.times.thirdBlinkMs + 500, 0);

  it('is two closures of a head that moves no more than people do who blink', () => {
    const { action } = perform([...still(REST_MS, 0), ...twoDips(0, -6), ...after]);
    assert.equal(action.status, 'done');
  });

  it('is no nod under the rims of glasses, which read as closed eyes', () => {
    const { action, hints } = perform([...still(REST_MS, 0), ...twoDips(0, -9), ...after]);
    assert.notEqual(action.status, 'done');
    assert.ok(hints.includes('hold_still'));
  });

  it('counts after a nod, within the same prompt', () => {
    const { action } = perform([
      ...still(REST_MS, 0),
      ...twoDips(0, -9),
      ...still(1500, 0),
      ...twoDips(0, 0),
      ...after,
    ]);
    assert.equal(action.status, 'done');
  });

  it('counts of a head that has sunk since its rest, or comes back to it', () => {
    const sunk = still(STANDARD.times.thirdBlinkMs + 500, -9);
    assert.equal(perform([...still(REST_MS, -9), ...twoDips(-9, -9), ...sunk]).action.status, 'done');
    assert.equal(perform([...still(REST_MS, -9), ...twoDips(0, 0), ...after]).action.status, 'done');
  });
});
