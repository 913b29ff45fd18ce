import type { Baseline } from '../signals/baseline.ts';
import { measure } from '../signals/measure.ts';
import { relativeSignals } from '../signals/relative.ts';
import type { TraceFace } from '../signals/trace-frame.ts';
import type { CoverageLimits, Policy } from './policy.ts';
import type { ReplayedStep, StepsReplay } from './replay-steps.ts';
import type { Sighting } from './sighting.ts';
import { gradualnessOf } from './turn-action.ts';

/** How closely a session was looked at. Frames count once: a repeated or computed one shows nothing new. */
export interface Coverage {
  /** Looks a second in the slowest stretch of any movement, by the trace's own clock; 0 where there was none. */
  readonly slowestFps: number;
  /** Fewest different angles at which the head was seen on its way in any turn, out and back together. */
  readonly fewestTurnAngles: number;
  /**
   * Largest share of a way that a turn made suddenly, for each angle beyond those that stills show as easily; infinite where
   * there were no more than those, 0 where there was no turn.
   */
  readonly suddenPerAngle: number;
  /** Looks during each step that was done, by its index in the plan; a frame without one face is one, too. */
  readonly looks: ReadonlyMap<number, number>;
}

/** What was seen of each movement, measured on the trace alone. */
export function coverageOf(
  { steps, faces, faceless, baseline }: StepsReplay,
  { coverage: limits, turn: turnLimits }: Pick<Policy, 'coverage' | 'turn'>,
): Coverage {
  const done = steps.flatMap((step, at) =>
    step.outcome === 'done' ? [{ step, looks: looksOf(faces[at]!), faceless: faceless[at]! }] : [],
  );
  const rates = done.map(({ step, looks }) =>
    slowestRate(movementOf(step, looks, limits.stretchMs), limits.stretchMs),
  );
  const turns = done.flatMap(({ step, looks }) => {
    if (!baseline || !isTurn(step)) return [];
    const path = pathOf(movementOf(step, looks), baseline);
    const angles = turnAngles(path, limits);
    const { suddenShare } = gradualnessOf(path, turnLimits);
    const beyond = angles - limits.anglesOfStills;
    return { angles, suddenPerAngle: beyond > 0 ? suddenShare / beyond : Infinity };
  });
  return {
    slowestFps: rates.reduce((slowest, rate) => Math.min(slowest, rate), rates.length > 0 ? Infinity : 0),
    fewestTurnAngles: turns.reduce(
      (fewest, { angles }) => Math.min(fewest, angles),
      turns.length > 0 ? Infinity : 0,
    ),
    suddenPerAngle: turns.reduce((most, turn) => Math.max(most, turn.suddenPerAngle), 0),
    looks: new Map(done.map(({ step, looks, faceless }) => [step.i, looks.length + faceless])),
  };
}

const isTurn = ({ action }: ReplayedStep) => action === 'turn_left' || action === 'turn_right';

/** From the last look before the movement began to the end of the step; not shorter than `minMs`, if the step is not. */
function movementOf(
  { onsetMs, revealedAtMs, endedAtMs }: ReplayedStep,
  looks: readonly TraceFace[],
  minMs = 0,
): readonly TraceFace[] {
  const fromMs = Math.min(onsetMs ?? revealedAtMs, (endedAtMs ?? revealedAtMs) - minMs);
  const first = looks.findIndex(({ timestampMs }) => timestampMs >= fromMs);
  return first < 0 ? [] : looks.slice(Math.max(0, first - 1));
}

/** Frames that show something of their own: neither the one before again, nor what lies in a straight line between two. */
function looksOf(faces: readonly TraceFace[]): readonly TraceFace[] {
  const looks: TraceFace[] = [];
  for (const [at, face] of faces.entries()) {
    const before = looks.at(-1);
    const after = faces[at + 1];
    if (before && (isRepeated(before, face) || (after && isComputed(before, face, after)))) continue;
    looks.push(face);
  }
  return looks;
}

const isRepeated = (before: TraceFace, face: TraceFace): boolean =>
  face.points.every((value, offset) => value === before.points[offset]);

/** Every point where a straight line between its neighbours has it, but for rounding. Noise puts real ones beside it. */
function isComputed(before: TraceFace, face: TraceFace, after: TraceFace): boolean {
  let [along, length] = [0, 0];
  for (const [offset, value] of face.points.entries()) {
    const step = after.points[offset]! - before.points[offset]!;
    along += (value - before.points[offset]!) * step;
    length += step * step;
  }
  if (length === 0) return false;
  const share = along / length;
  return face.points.every((value, offset) => {
    const from = before.points[offset]!;
    return Math.abs(from + share * (after.points[offset]! - from) - value) <= 1;
  });
}

/** Over the shortest runs of looks that span the stretch, or over all of them where they do not. */
function slowestRate(looks: readonly TraceFace[], stretchMs: number): number {
  const times = looks.map(({ timestampMs }) => timestampMs);
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (spanMs <= 0) return 0;
  let slowest = (1000 * (times.length - 1)) / spanMs;
  for (let [from, to] = [0, 1]; to < times.length; from++) {
    while (to < times.length && times[to]! - times[from]! < stretchMs) to++;
    if (to < times.length) slowest = Math.min(slowest, (1000 * (to - from)) / (times[to]! - times[from]!));
  }
  return slowest;
}

/** How far from rest the head was turned. */
const pathOf = (turn: readonly TraceFace[], baseline: Baseline): Sighting[] =>
  turn.map((face) => ({
    timestampMs: face.timestampMs,
    degrees: Math.abs(relativeSignals(measure(face), baseline).yawDegrees),
  }));

/** Between rest and the furthest point of a turn, on the way out and on the way back. */
function turnAngles(path: readonly Sighting[], { wayMarginDegrees, angleDegrees }: CoverageLimits): number {
  const degrees = path.map((at) => at.degrees);
  const furthest = degrees.reduce((most, each) => Math.max(most, each), 0);
  const isThere = (each: number) => each > furthest - wayMarginDegrees;
  const out = degrees.slice(0, degrees.findIndex(isThere));
  const back = degrees.slice(degrees.findLastIndex(isThere) + 1).reverse();
  return anglesIn(out) + anglesIn(back);

  /** Each so much further than the last one that counted: a still that is seen several times counts once. */
  function anglesIn(way: readonly number[]): number {
    let [count, last] = [0, wayMarginDegrees];
    for (const each of way) {
      if (each < last + (count === 0 ? 0 : angleDegrees)) continue;
      count++;
      last = each;
    }
    return count;
  }
}
