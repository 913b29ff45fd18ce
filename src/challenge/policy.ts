/**
 * Every threshold of the live-face check, in one versioned object that browser and backend share.
 *
 * Where a number comes from stands behind it: [M] measured on rendered and real clips while preparing this library,
 * [R] read in a published source, [I] inferred: a choice that awaits recordings of volunteers.
 */
export const POLICY_VERSION = '2026-11-23';

/** `relaxed` gives people more time; it asks for no less. */
export type Pace = 'standard' | 'relaxed';

export interface Policy {
  readonly version: string;
  readonly pace: Pace;
  readonly gates: GatePolicy;
  readonly neutral: NeutralPolicy;
  readonly eyes: EyePolicy;
  readonly hold: HoldPolicy;
  readonly doubleBlink: DoubleBlinkPolicy;
  readonly turn: TurnPolicy;
  readonly shake: ShakePolicy;
  readonly step: StepPolicy;
  readonly plan: PlanPolicy;
  readonly trace: TracePolicy;
}
export interface GatePolicy {
  readonly minInterOcularPx: number;
  readonly minFaceWidthRatio: number;
  readonly maxFaceWidthRatio: number;
  /** Furthest the face's centre may be from the picture's, as a share of its width and height. */
  readonly maxOffCenterX: number;
  readonly maxOffCenterY: number;
  readonly maxNeutralYawDegrees: number;
  readonly maxNeutralPitchDegrees: number;
  readonly maxRollDegrees: number;
  readonly minLuma: number;
  readonly maxLuma: number;
  readonly maxLumaRatio: number;
}
export interface NeutralPolicy {
  readonly durationMs: number;
  readonly minFrames: number;
  readonly maxDrift: number;
  readonly maxSpread: number;
  readonly maxYawRangeDegrees: number;
  readonly minEar: number;
}
