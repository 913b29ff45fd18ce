/** What one person looks like at rest: taken in the neutral step, frozen for the rest of the check. */
export interface Baseline {
  /** Median eye aspect ratio of the open eye, and its spread (1.48 x median absolute deviation of the upper half). */
  readonly earLeft: number;
  readonly earRight: number;
  readonly earLeftSpread: number;
  readonly earRightSpread: number;
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
  readonly interOcularPx: number;
  /** Median position of every trace landmark, x, y, z in pixels. */
  readonly template: Float64Array;
  /** Frames it was taken from. */
  readonly frames: number;
}
