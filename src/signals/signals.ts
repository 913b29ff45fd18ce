/** What is measured on one face in one frame. Angles in degrees, signs as in the trace's convention:
 * yaw > 0 = the person turns to their own left, pitch > 0 = chin up, roll > 0 = top of the head towards image right. */
export interface Signals {
  readonly timestampMs: number;
  /** Eye aspect ratio in 3-D (Soukupová & Čech 2016, on 3-D points), the person's own left and right eye. */
  readonly earLeft: number;
  readonly earRight: number;
  /** Opening of the lids over the width of the eye, by the eye model; `null` where it was not asked. */
  readonly lids: { readonly left: number; readonly right: number } | null;
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
  readonly rollDegrees: number;
  /** Distance of the outer eye corners (33-263), pixels, corrected for yaw. */
  readonly interOcularPx: number;
  /** Face width as a share of the frame's width. */
  readonly faceWidthRatio: number;
  /** Centre of the face, 0..1 of the frame. */
  readonly centerX: number;
  readonly centerY: number;
  readonly light: { readonly mean: number; readonly left: number; readonly right: number };
}
