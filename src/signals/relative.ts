import type { Baseline } from './baseline.ts';
import type { Signals } from './measure.ts';
import { learnedOpennessOf, opennessOf } from './open-eyes.ts';

/** A person's signals against their own {@link Baseline}. */
export interface RelativeSignals {
  readonly timestampMs: number;
  /** 1 = as open as at rest, about 0.2 = shut. Both eyes, the one nearer to the camera counting for more. */
  readonly openness: number;
  readonly opennessLeft: number;
  readonly opennessRight: number;
  /** How open the eyes look by what was learned alone, against rest; `null` where it says nothing. */
  readonly learnedOpenness: number | null;
  /** How much further open the mouth is than at rest, in distances of the outer eye corners; `null` where it was not measured. */
  readonly mouthOpening: number | null;
  /** Turned from rest; > 0 = to the person's own left. */
  readonly yawDegrees: number;
  /** > 0 = chin up. */
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
  /** Distance of the eyes against rest: > 1 = nearer to the camera. */
  readonly scale: number;
}

/** Turned this far, the eye farther from the camera no longer counts. */
const ONE_EYE_YAW_DEGREES = 30;

/**
 * No correction for pitch: on 3-D points the eye aspect ratio of open eyes stays within 12 % over ± 20° of pitch
 * (rendered calibration clip), far from the threshold of a closure.
 */
export function relativeSignals(signals: Signals, baseline: Baseline): RelativeSignals {
  const { left: opennessLeft, right: opennessRight } = opennessOf(signals, baseline);
  const yawDegrees = signals.yawDegrees - baseline.yawDegrees;
  const towardsRight = Math.max(-1, Math.min(1, -yawDegrees / ONE_EYE_YAW_DEGREES));
  // Turning to the own left brings the right eye nearer to the camera.
  const weightLeft = (1 + towardsRight) / 2;
  return {
    timestampMs: signals.timestampMs,
    openness: weightLeft * opennessLeft + (1 - weightLeft) * opennessRight,
    opennessLeft,
    opennessRight,
    learnedOpenness: learnedOpennessOf(signals, baseline, { left: weightLeft, right: 1 - weightLeft }),
    mouthOpening: signals.mouth === null || !baseline.mouth ? null : signals.mouth - baseline.mouth.open,
    yawDegrees,
    pitchDegrees: signals.pitchDegrees - baseline.pitchDegrees,
    rollDegrees: signals.rollDegrees - baseline.rollDegrees,
    scale: signals.interOcularPx / baseline.interOcularPx,
  };
}
