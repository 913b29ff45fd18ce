import type { Baseline } from '../signals/baseline.ts';
import type { RelativeSignals } from '../signals/relative.ts';
import type { EyeLimits } from './eye-limits.ts';

/** One closure of the eyes, so far or as a whole. */
export interface Closure {
  /** First frame below the closing threshold. */
  readonly onsetMs: number;
  /** When it was certain: the moment from which a hold is timed. `null` while it is not. */
  readonly detectedMs: number | null;
  /** First frame above the reopening threshold. */
  readonly reopenedMs: number | null;
  readonly minOpenness: number;
  /** How long one eye was open. */
  readonly winkedMs: number;
  /** How long the eyes looked shut while the openness had them open. */
  readonly doubtedMs: number;
  /** The head was too far from rest to judge eyes. */
  readonly posed: boolean;
}

/** Since when eyes that count as open have looked shut, and for how long of that the openness had them open. */
interface ShutLook {
  readonly sinceMs: number;
  readonly doubtedMs: number;
}

/** The person's eyes: open, closing, closed, reopening. */
export type EyeState =
  | { readonly kind: 'open'; readonly lastMs: number | null; readonly look: ShutLook | null }
  | {
      readonly kind: 'closing';
      readonly closure: Closure;
      /** The last frame before it. */
      readonly openMs: number;
      readonly frames: number;
      readonly lastMs: number;
    }
  | { readonly kind: 'closed'; readonly closure: Closure; readonly lastMs: number }
  | {
      readonly kind: 'reopening';
      readonly closure: Closure;
      readonly frames: number;
      readonly lastMs: number;
    };

export const EYES_OPEN: EyeState = { kind: 'open', lastMs: null, look: null };

/** The closure under way, if it is certain. */
export const closureUnderWay = (eyes: EyeState): Closure | null =>
  eyes.kind === 'closed' || eyes.kind === 'reopening' ? eyes.closure : null;

/** A closure of both eyes, seen well enough to count. */
export const isSound = (closure: Closure, limits: EyeLimits): boolean =>
  !closure.posed && winkOf(closure, limits) <= 1 && doubtOf(closure, limits) <= 1;

/**
 * How long one eye was open in a closure, as a share of what is allowed. One eye in glare, or away from the lamp, reads as
 * open in parts of a long closure; whoever winks keeps it open.
 */
export const winkOf = (
  closure: Stretch & Pick<Closure, 'winkedMs'>,
  { maxWinkMs, maxWinkShare }: EyeLimits,
): number => closure.winkedMs / Math.max(maxWinkMs, maxWinkShare * lengthOf(closure));

/** How long eyes looked shut that were open by the openness, as a share of what is allowed. */
export const doubtOf = (
  closure: Stretch & Pick<Closure, 'doubtedMs'>,
  { maxDoubtMs, maxDoubtShare }: EyeLimits,
): number => closure.doubtedMs / Math.max(maxDoubtMs, maxDoubtShare * lengthOf(closure));

type Stretch = Pick<Closure, 'onsetMs' | 'reopenedMs'>;

const lengthOf = ({ onsetMs, reopenedMs }: Stretch) => (reopenedMs ?? onsetMs) - onsetMs;

/**
 * The limits for one person. Lids that do not close fully lower the openness less; where it reads steadily at rest, that
 * stands out as clearly.
 */
export function ownEyeLimits(
  limits: EyeLimits,
  { opennessSpread }: Pick<Baseline, 'opennessSpread'>,
): EyeLimits {
  const clearBelow = 1 - limits.steadySpreads * opennessSpread;
  const raise = Math.max(0, Math.min(limits.maxRaise, clearBelow - limits.closeBelow));
  return { ...limits, closeBelow: limits.closeBelow + raise, deepBelow: limits.deepBelow + raise };
}

/** The next frame of the eyes, and the closure that it ends, if it does. */
export function advanceEyes(
  eyes: EyeState,
  signals: RelativeSignals,
  limits: EyeLimits,
): { eyes: EyeState; ended: Closure | null } {
  const { timestampMs, openness } = signals;
  const lastMs = timestampMs;
  const below = openness < limits.closeBelow;
  const above = areReopened(signals, limits);
  switch (eyes.kind) {
    case 'open': {
      const look = shutLook(eyes, signals, limits);
      if (!below) return { eyes: { kind: 'open', lastMs, look }, ended: null };
      const closure = extend(newClosure(timestampMs, look, limits), signals, 0, limits);
      const openMs = eyes.lastMs ?? timestampMs;
      return { eyes: { kind: 'closing', closure, openMs, frames: 1, lastMs }, ended: null };
    }
    case 'closing': {
      if (!below) return afterDip(eyes, signals, limits);
      const closure = extend(eyes.closure, signals, timestampMs - eyes.lastMs, limits);
      const frames = eyes.frames + 1;
      if (frames < limits.closedFrames || timestampMs - eyes.openMs < limits.closedMs) {
        return { eyes: { ...eyes, closure, frames, lastMs }, ended: null };
      }
      return {
        eyes: { kind: 'closed', closure: { ...closure, detectedMs: timestampMs }, lastMs },
        ended: null,
      };
    }
    case 'closed': {
      const closure = extend(eyes.closure, signals, timestampMs - eyes.lastMs, limits);
      if (!above) return { eyes: { kind: 'closed', closure, lastMs }, ended: null };
      const reopened = { ...eyes.closure, reopenedMs: timestampMs };
      return { eyes: { kind: 'reopening', closure: reopened, frames: 1, lastMs }, ended: null };
    }
    case 'reopening': {
      if (!above) {
        const closure = extend({ ...eyes.closure, reopenedMs: null }, signals, 0, limits);
        return { eyes: { kind: 'closed', closure, lastMs }, ended: null };
      }
      const frames = eyes.frames + 1;
      if (frames < limits.reopenedFrames) return { eyes: { ...eyes, frames, lastMs }, ended: null };
      return { eyes: { kind: 'open', lastMs, look: null }, ended: eyes.closure };
    }
  }
}

/** Whether eyes that were shut are open again: they look so, too. */
export const areReopened = (
  { openness, learnedOpenness }: Pick<RelativeSignals, 'openness' | 'learnedOpenness'>,
  limits: Pick<EyeLimits, 'reopenAbove' | 'looksOpenAbove'>,
): boolean =>
  openness > limits.reopenAbove && (learnedOpenness === null || learnedOpenness > limits.looksOpenAbove);

/** Whether eyes that count as open look shut after this frame. */
function shutLook(
  { look, lastMs }: Extract<EyeState, { kind: 'open' }>,
  { timestampMs, openness, learnedOpenness }: RelativeSignals,
  limits: EyeLimits,
): ShutLook | null {
  if (learnedOpenness === null) return null;
  if (learnedOpenness >= (look ? limits.looksOpenAbove : limits.looksShutBelow)) return null;
  if (!look || lastMs === null) return { sinceMs: timestampMs, doubtedMs: 0 };
  const isDoubted = openness > limits.reopenAbove;
  return { ...look, doubtedMs: look.doubtedMs + (isDoubted ? timestampMs - lastMs : 0) };
}

/**
 * Eyes that were below the closing threshold and no longer are, before it was certain. Between the open frames on either
 * side lies the time that they may have been shut: a blink of which one frame was seen counts if that frame shows it clearly.
 */
function afterDip(
  { closure, openMs }: Extract<EyeState, { kind: 'closing' }>,
  signals: RelativeSignals,
  limits: EyeLimits,
): { eyes: EyeState; ended: Closure | null } {
  const { timestampMs } = signals;
  const lastMs = timestampMs;
  const clear = closure.minOpenness < limits.deepBelow && timestampMs - openMs >= limits.closedMs;
  if (!clear) {
    const look = { sinceMs: closure.onsetMs, doubtedMs: closure.doubtedMs };
    const open = { kind: 'open', lastMs: openMs, look } as const;
    return { eyes: { ...open, lastMs, look: shutLook(open, signals, limits) }, ended: null };
  }
  const certain = { ...closure, detectedMs: timestampMs };
  if (!areReopened(signals, limits))
    return { eyes: { kind: 'closed', closure: certain, lastMs }, ended: null };
  const reopened = { ...certain, reopenedMs: timestampMs };
  return { eyes: { kind: 'reopening', closure: reopened, frames: 1, lastMs }, ended: null };
}

/**
 * A closure begins when the eyes began to look shut, unless they looked so while they were open: then it counts from now on, and
 * is in doubt.
 */
function newClosure(timestampMs: number, look: ShutLook | null, limits: EyeLimits): Closure {
  const closure: Closure = {
    onsetMs: look?.sinceMs ?? timestampMs,
    detectedMs: null,
    reopenedMs: null,
    minOpenness: 1,
    winkedMs: 0,
    doubtedMs: look?.doubtedMs ?? 0,
    posed: false,
  };
  const isDoubtful = doubtOf({ ...closure, reopenedMs: timestampMs }, limits) > 1;
  return isDoubtful ? { ...closure, onsetMs: timestampMs } : closure;
}

function extend(closure: Closure, signals: RelativeSignals, elapsedMs: number, limits: EyeLimits): Closure {
  const winking = Math.max(signals.opennessLeft, signals.opennessRight) > limits.winkAbove;
  const doubted = signals.openness > limits.reopenAbove;
  return {
    ...closure,
    minOpenness: Math.min(closure.minOpenness, signals.openness),
    winkedMs: closure.winkedMs + (winking ? elapsedMs : 0),
    doubtedMs: closure.doubtedMs + (doubted ? elapsedMs : 0),
    posed:
      closure.posed ||
      Math.abs(signals.yawDegrees) > limits.maxYawDegrees ||
      Math.abs(signals.pitchDegrees) > limits.maxPitchDegrees,
  };
}
