import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';
import { type FlipBook, SEGMENTS, type Stretches } from './flip-book.ts';

/** Half a pixel of wobble, as the landmarks of a still in front of a camera have it. */
const WOBBLE_STEPS = 8;

/**
 * Somebody with stills of the person, who shows the right one at the right moment: at rest, eyes shut, head turned to
 * either side; nothing in between.
 *
 * @param frames of a person's clip with these stretches.
 * @param randomInt whole numbers below its argument.
 */
export function slideshowOf(
  frames: readonly TraceFrame[],
  randomInt: (max: number) => number,
  stretches: Stretches = SEGMENTS,
  fps = 30,
): FlipBook {
  const still = ([startS, endS]: readonly [number, number]) =>
    frames[Math.min(frames.length - 1, Math.round(((startS + endS) / 2) * fps))]!;
  // Two nods: the head is lowered in the middle of either half.
  const firstHalfOf = ([startS, endS]: readonly [number, number]) => [startS, (startS + endS) / 2] as const;
  const stills = {
    'eyes-close': still(stretches['eyes-closed']),
    'eyes-closed': still(stretches['eyes-closed']),
    'turn-left': still(stretches['turn-left']),
    'turn-right': still(stretches['turn-right']),
    nod: still(firstHalfOf(stretches.nod)),
  } as const;
  const rest = still(stretches.neutral);
  let shown: { from: number; to: number; frame: TraceFrame }[] = [];
  return {
    play(acts, fromMs) {
      let atMs = fromMs;
      shown = acts.map(({ segment, durationMs = 1500 }) => {
        const from = atMs;
        atMs += durationMs;
        const frame = segment in stills ? stills[segment as keyof typeof stills] : rest;
        return { from, to: atMs, frame };
      });
    },
    at(timestampMs) {
      const frame = shown.find(({ from, to }) => timestampMs >= from && timestampMs < to)?.frame ?? rest;
      return { ...(frame.kind === 'face' ? wobbling(frame, randomInt) : frame), timestampMs };
    },
  };
}

export const wobbling = (face: TraceFace, randomInt: (max: number) => number): TraceFace => ({
  ...face,
  points: face.points.map((value) => value + randomInt(2 * WOBBLE_STEPS + 1) - WOBBLE_STEPS),
});
