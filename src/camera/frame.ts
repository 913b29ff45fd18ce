/**
 * One picture from the camera, as it came (not mirrored).
 *
 * `image` is owned by whoever holds the frame last: call `close()` on it when done, or the camera runs dry.
 */
export interface Frame {
  readonly image: VideoFrame | ImageBitmap;
  /** Capture time in milliseconds on the frame source's own clock; strictly rising within one camera. */
  readonly timestampMs: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}
