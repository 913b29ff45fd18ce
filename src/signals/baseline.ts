import type { OfEyes } from '../landmarks/face.ts';
import type { Signals } from './measure.ts';
import { type OpenEyes, openEyesOf, opennessOf, type SteadyEyes } from './open-eyes.ts';
import { median } from './portable-math.ts';
import { STEPS_PER_PIXEL, type TraceFace } from './trace-frame.ts';
import { TRACE_LANDMARKS } from './trace-landmarks.ts';

/** What one person looks like at rest: taken in the neutral step, frozen for the rest of the check. */
export interface Baseline extends SteadyEyes {
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
  readonly interOcularPx: number;
  /** How unsteadily the openness of the two eyes reads while they are open: {@link steadinessOf}, a share of it. */
  readonly opennessSpread: number;
  /** How open the mouth is at rest, and how unsteadily that reads (1.48 x median absolute deviation); `null` as in {@link Signals}. */
  readonly mouth: { readonly open: number; readonly spread: number } | null;
  /** Median position of every trace landmark, x, y, z in pixels. */
  readonly template: Float64Array;
  /** Frames it was taken from. */
  readonly frames: number;
}

export interface BaselineSample {
  readonly face: TraceFace;
  readonly signals: Signals;
}

export interface BaselineLimits {
  /** Largest share by which an eye's opening may differ between the first and the second half. */
  readonly maxDrift: number;
  /** Largest spread of an eye's opening (1.48 x median absolute deviation of the upper half), as a share of it. */
  readonly maxSpread: number;
  /** An eye that opens less than this cannot be told open from closed. */
  readonly minEar: number;
  /** Lids that the eye model sees no further apart than this, or whose opening spreads more, are not taken into account. */
  readonly minLids: number;
  /**
   * The same of the opening that is learned, as a share of most people's open eyes. It counts only where contours, too, spread by
   * no more: those that scatter at rest bear nothing out.
   */
  readonly minLearned: number;
  readonly maxLearnedSpread: number;
  readonly maxLidsSpread: number;
  /** The head may move this far in the whole time. */
  readonly maxYawRangeDegrees: number;
  readonly maxPitchRangeDegrees: number;
}

export type BaselineFault = 'eyes_narrow' | 'eyes_moving' | 'head_moving';

/**
 * Takes the baseline from frames in which the person was asked to look at the camera with open eyes.
 *
 * Blinks do not harm it: medians, and a spread taken over the upper half only (rules of `LIVENESS` 8.3: drift between
 * halves and spread are what made learned baselines unusable in blinklab's trials).
 */
export function takeBaseline(
  samples: readonly BaselineSample[],
  limits: BaselineLimits,
): Baseline | BaselineFault {
  const signals = samples.map((sample) => sample.signals);
  const yaws = signals.map((each) => each.yawDegrees);
  const pitches = signals.map((each) => each.pitchDegrees);
  if (range(yaws) > limits.maxYawRangeDegrees || range(pitches) > limits.maxPitchRangeDegrees)
    return 'head_moving';
  const left = signals.map((each) => each.earLeft);
  const right = signals.map((each) => each.earRight);
  if (Math.min(median(left), median(right)) < limits.minEar) return 'eyes_narrow';
  if (!isSteady(left, limits) || !isSteady(right, limits)) return 'eyes_moving';
  return baselineOf(samples, limits);
}

/** Medians, whatever was done in these frames; of the lids, eye by eye, only where they were steady. */
export function baselineOf(samples: readonly BaselineSample[], limits: BaselineLimits): Baseline {
  const middle = (of: (signals: Signals) => number) => median(samples.map(({ signals }) => of(signals)));
  const signals = samples.map((sample) => sample.signals);
  const measured = openEyesOf(signals);
  const open: SteadyEyes = { ...measured, lids: steadyLids(signals, measured, limits) };
  const openness = signals.map((each) => {
    const { left, right } = opennessOf(each, open);
    return (left + right) / 2;
  });
  return {
    ...open,
    opennessSpread: steadinessOf(openness).spread,
    yawDegrees: middle(({ yawDegrees }) => yawDegrees),
    pitchDegrees: middle(({ pitchDegrees }) => pitchDegrees),
    rollDegrees: middle(({ rollDegrees }) => rollDegrees),
    interOcularPx: middle(({ interOcularPx }) => interOcularPx),
    mouth: mouthAtRest(signals),
    template: medianPoints(samples),
    frames: samples.length,
  };
}

function mouthAtRest(signals: readonly Signals[]): Baseline['mouth'] {
  const openings = signals.flatMap(({ mouth }) => mouth ?? []);
  if (openings.length < signals.length) return null;
  const open = median(openings);
  return { open, spread: 1.48 * median(openings.map((each) => Math.abs(each - open))) };
}

const range = (values: readonly number[]) =>
  values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));

type Reading = (lids: NonNullable<OpenEyes['lids']>) => OfEyes | undefined;

function steadyLids(
  signals: readonly Signals[],
  { lids: open }: OpenEyes,
  limits: BaselineLimits,
): SteadyEyes['lids'] {
  const steady = (side: 'left' | 'right', of: Reading, least: number, maxSpread: number) => {
    const middle = open && of(open)?.[side];
    if (!middle || middle < least) return null;
    const openings = signals.flatMap(({ lids }) => (lids && of(lids)?.[side]) ?? []);
    return isSteady(openings, { ...limits, maxSpread }) ? middle : null;
  };
  const bothOf = (of: Reading, least: number, maxSpread: number) => ({
    left: steady('left', of, least, maxSpread),
    right: steady('right', of, least, maxSpread),
  });
  const contours = bothOf((lids) => lids, limits.minLids, limits.maxLidsSpread);
  if (!open?.learned) return contours;
  const borneOut = bothOf((lids) => lids, limits.minLids, limits.maxLearnedSpread);
  const learned = bothOf(({ learned }) => learned, limits.minLearned, limits.maxLearnedSpread);
  return {
    ...contours,
    learned: { left: borneOut.left && learned.left, right: borneOut.right && learned.right },
  };
}

function isSteady(
  openings: readonly number[],
  limits: Pick<BaselineLimits, 'maxDrift' | 'maxSpread'>,
): boolean {
  const { drift, spread } = steadinessOf(openings);
  return drift <= limits.maxDrift && spread <= limits.maxSpread;
}

/** Drift and spread of an eye's opening as shares of it, as {@link BaselineLimits} has them. */
export function steadinessOf(ears: readonly number[]): { drift: number; spread: number } {
  const middle = ears.length >> 1;
  const open = median(ears);
  const upper = ears.filter((ear) => ear >= open);
  const center = median(upper);
  return {
    drift: Math.abs(median(ears.slice(0, middle)) - median(ears.slice(middle))) / open,
    spread: (1.48 * median(upper.map((ear) => Math.abs(ear - center)))) / open,
  };
}

function medianPoints(samples: readonly BaselineSample[]): Float64Array {
  const length = TRACE_LANDMARKS.length * 3;
  return Float64Array.from({ length }, (_, offset) =>
    median(samples.map(({ face }) => face.points[offset]! / STEPS_PER_PIXEL)),
  );
}
