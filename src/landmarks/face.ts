/** Number of points of the face mesh (MediaPipe Face Mesh topology, indices 0-467), eye contours refined by the attention mesh. */
export const FACE_POINT_COUNT = 468;

/** A number for each of the person's own eyes. */
export interface OfEyes {
  readonly left: number;
  readonly right: number;
}

export interface LidAperture extends OfEyes {
  /**
   * How open the eyes look, without any contour: 1 as most people's open eyes, 0.1 to 0.5 shut. Learned from rendered people
   * (bench/eyes/README.md), so it counts only as far as the contours bear it out.
   */
  readonly learned?: OfEyes;
}

/** One face in one frame. */
export interface Face {
  /** Capture time of the frame, milliseconds. */
  readonly timestampMs: number;
  /** Frame size in pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  /**
   * x, y, z of the 468 mesh points, flat, in frame pixels (x to the image's right, y down, z towards the camera is
   * negative, same scale as x). Length 1404.
   */
  readonly points: Float32Array;
  /** The mesh's own face flag, 0..1. */
  readonly confidence: number;
  /** Mean luma (ITU-R BT.601, 0..255) of the face crop: whole, image-left half, image-right half. */
  readonly light: { readonly mean: number; readonly left: number; readonly right: number };
  /**
   * Height of the opening between the lids over the width of the eye, of the person's own left and right eye, as the eye
   * model's contours have it (0.25 to 0.4 open, below 0.15 shut). `null` where it was not asked for.
   */
  readonly lidAperture: LidAperture | null;
}

/** What a detector saw in one frame. */
export type Detection =
  /** `blank`: nothing else was to be seen, either, as under a finger or in the dark. */
  | { readonly kind: 'none'; readonly timestampMs: number; readonly blank?: boolean }
  | { readonly kind: 'many'; readonly timestampMs: number; readonly count: number }
  | { readonly kind: 'face'; readonly timestampMs: number; readonly face: Face };
