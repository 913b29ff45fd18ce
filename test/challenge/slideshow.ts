import { measure } from '../../src/signals/measure.ts';
import type { TraceFace, TraceFrame } from '../../src/signals/trace-frame.ts';
import { type ScriptedVideo, SEGMENTS, type Stretches, scriptedVideoOf } from './scripted-video.ts';

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
): ScriptedVideo {
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

type Turn = 'turn-left' | 'turn-right';
const isTurn = (segment: string): segment is Turn => segment === 'turn-left' || segment === 'turn-right';
const FAR_MS = 1200;

/**
 * Somebody with the whole film but for its turns: of these stills, so many on each way at even angles, shown one after the
 * other for as long as a way takes.
 */
export function stillsOnTheWayOf(
  frames: readonly TraceFrame[],
  randomInt: (max: number) => number,
  { count, wayMs }: { readonly count: number; readonly wayMs: number },
  stretches: Stretches = SEGMENTS,
  fps = 30,
): ScriptedVideo {
  const film = scriptedVideoOf(frames, stretches, fps);
  const facesIn = ([startS, endS]: readonly [number, number]) =>
    frames.slice(Math.round(startS * fps), Math.round(endS * fps) + 1).filter(({ kind }) => kind === 'face');
  const rest = facesIn(stretches.neutral)[0] as TraceFace;
  const turned = (face: TraceFace) => Math.abs(measure(face).yawDegrees - measure(rest).yawDegrees);
  const stillsOf = (segment: Turn): readonly TraceFace[] => {
    const faces = facesIn(stretches[segment]) as TraceFace[];
    const far = faces.reduce((furthest, face) => (turned(face) > turned(furthest) ? face : furthest));
    const nearest = (share: number, way: readonly TraceFace[]) => {
      const off = (face: TraceFace) => Math.abs(turned(face) - share * turned(far));
      return way.reduce((best, face) => (off(face) < off(best) ? face : best));
    };
    const shares = Array.from({ length: count }, (_, at) => (at + 1) / (count + 1));
    const [out, back] = [faces.slice(0, faces.indexOf(far) + 1), faces.slice(faces.indexOf(far))];
    return [
      ...shares.map((share) => nearest(share, out)),
      far,
      ...shares.map((share) => nearest(share, back)).reverse(),
    ];
  };
  const stills = { 'turn-left': stillsOf('turn-left'), 'turn-right': stillsOf('turn-right') };
  let shown: { from: number; to: number; face: TraceFace }[] = [];
  return {
    play(acts, fromMs) {
      film.play(acts, fromMs);
      let atMs = fromMs;
      shown = acts.flatMap(({ segment }) =>
        isTurn(segment)
          ? stills[segment].map((face, at) => {
              const from = atMs;
              atMs += at === count ? FAR_MS : wayMs / (count + 1);
              return { from, to: atMs, face };
            })
          : [],
      );
    },
    at(timestampMs) {
      const still = shown.find(({ from, to }) => timestampMs >= from && timestampMs < to)?.face;
      const isOver = shown.length > 0 && timestampMs >= shown.at(-1)!.to;
      if (!still && !isOver) return film.at(timestampMs);
      return { ...wobbling(still ?? rest, randomInt), timestampMs };
    },
  };
}
