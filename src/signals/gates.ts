import type { Signals } from './measure.ts';

/** What must be right with the picture before anything in it counts. */
export type Gate =
  | 'too_far'
  | 'too_close'
  | 'off_center'
  | 'too_dark'
  | 'too_bright'
  | 'uneven_light'
  | 'tilted'
  | 'face_screen';

export interface GateLimits {
  /** Distance of the outer eye corners, pixels. */
  readonly minInterOcularPx: number;
  /** Face width as a share of the frame's. */
  readonly minFaceWidthRatio: number;
  readonly maxFaceWidthRatio: number;
  /** Furthest from the middle of the frame, as a share of its width and height. */
  readonly maxOffCenterX: number;
  readonly maxOffCenterY: number;
  /** Mean luma of the face, 0..255. */
  readonly minLuma: number;
  readonly maxLuma: number;
  /** Brighter half of the face over the darker; only where the face must look at the camera: a turn takes half of it from a lamp. */
  readonly maxLumaRatio: number;
  /** By what factor the light on a face may be worse while it moves: turned from a window or lowered, it has less. */
  readonly movingLightSlack: number;
  readonly maxRollDegrees: number;
  /** Only where the face must look at the camera. */
  readonly maxNeutralYawDegrees: number;
  readonly maxNeutralPitchDegrees: number;
}

/** The first gate that the picture fails, or null. Holds in any pose. */
export function failingPictureGate(signals: Signals, limits: GateLimits): Gate | null {
  const { interOcularPx, faceWidthRatio, centerX, centerY, light } = signals;
  if (!(interOcularPx >= limits.minInterOcularPx)) return 'too_far';
  if (!(faceWidthRatio >= limits.minFaceWidthRatio)) return 'too_far';
  if (!(faceWidthRatio <= limits.maxFaceWidthRatio)) return 'too_close';
  if (!(Math.abs(centerX - 0.5) <= limits.maxOffCenterX)) return 'off_center';
  if (!(Math.abs(centerY - 0.5) <= limits.maxOffCenterY)) return 'off_center';
  if (light.mean < limits.minLuma) return 'too_dark';
  if (light.mean > limits.maxLuma) return 'too_bright';
  return null;
}

/** The same for a face that is moving, which takes its own light away. */
export function failingMovingGate(signals: Signals, limits: GateLimits): Gate | null {
  const { minLuma, movingLightSlack } = limits;
  return failingPictureGate(signals, {
    ...limits,
    minLuma: minLuma / movingLightSlack,
  });
}

/** The first gate that fails where the person is to look straight at the camera, or null. */
export function failingNeutralGate(signals: Signals, limits: GateLimits): Gate | null {
  const gate = failingPictureGate(signals, limits);
  if (gate) return gate;
  const { left, right } = signals.light;
  if (Math.max(left, right) > limits.maxLumaRatio * Math.min(left, right)) return 'uneven_light';
  if (Math.abs(signals.rollDegrees) > limits.maxRollDegrees) return 'tilted';
  if (Math.abs(signals.yawDegrees) > limits.maxNeutralYawDegrees) return 'face_screen';
  if (Math.abs(signals.pitchDegrees) > limits.maxNeutralPitchDegrees) return 'face_screen';
  return null;
}
