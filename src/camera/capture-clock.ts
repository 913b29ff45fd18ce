/** How far a stream's own time may run from the browser's before it counts as a jump, milliseconds. */
const JUMP_MS = 150;

/**
 * When a frame was taken, on one clock that only runs forward: the capture time (WICG Video.rVFC) where the browser knows
 * it, else the stream's own time, which has no jitter. A captured film (Firefox, `mozCaptureStream`) tells the film's time,
 * which jumps wherever the film is wound; there the clock is set anew by the moment the frame was shown.
 */
export class CaptureClock {
  #offsetMs: number | null = null;

  /** @returns milliseconds since the page began. */
  read({
    captureTime,
    mediaTime,
    presentationTime,
  }: Pick<VideoFrameCallbackMetadata, 'captureTime' | 'mediaTime' | 'presentationTime'>): number {
    if (captureTime !== undefined) return captureTime;
    const mediaMs = mediaTime * 1000;
    const apartMs = presentationTime - mediaMs;
    if (this.#offsetMs === null || Math.abs(apartMs - this.#offsetMs) > JUMP_MS) this.#offsetMs = apartMs;
    return mediaMs + this.#offsetMs;
  }
}
