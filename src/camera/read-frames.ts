import { CameraError } from '../base/errors.ts';
import type { Frame } from './camera.ts';

/** How long a camera may show nothing before it counts as broken. */
const NO_PICTURE_MS = 5_000;

/**
 * Plays the stream in a detached video element and yields its frames, newest only, with the capture clock of
 * `requestVideoFrameCallback` (WICG Video.rVFC). A frame nobody took before the next one came is closed.
 */
export async function* readFrames(
  stream: MediaStream,
  track: MediaStreamTrack,
  closed: AbortSignal,
  signal?: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  const video = videoOf(stream);
  const slot = new NewestFrame(video);
  const onEnded = () =>
    slot.fail(
      new CameraError('camera_ended', 'The camera track ended while frames were being read.', {
        retryable: true,
      }),
    );
  const onStop = () => slot.finish();
  track.addEventListener('ended', onEnded);
  closed.addEventListener('abort', onStop);
  signal?.addEventListener('abort', onStop);
  try {
    if (closed.aborted || signal?.aborted) return;
    if (track.readyState === 'ended') onEnded();
    video.play().catch((cause: unknown) => {
      if (!closed.aborted)
        slot.fail(
          new CameraError('camera_no_picture', 'The video of the camera did not start playing.', { cause }),
        );
    });
    for (;;) {
      const frame = await slot.take();
      if (!frame) return;
      yield frame;
    }
  } finally {
    track.removeEventListener('ended', onEnded);
    closed.removeEventListener('abort', onStop);
    signal?.removeEventListener('abort', onStop);
    slot.finish();
    video.srcObject = null;
  }
}

function videoOf(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  return video;
}

/** Holds at most one frame; the consumer takes it, a newer one replaces it. */
class NewestFrame {
  #video: HTMLVideoElement;
  #frame: Frame | null = null;
  #clock = new CaptureClock();
  #ended: { error: CameraError | null } | null = null;
  #wake: () => void = () => {};
  #callback = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#request();
  }

  async take(): Promise<Frame | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    while (!this.#frame && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer ??= setTimeout(
          () =>
            this.fail(
              new CameraError('camera_no_picture', `The camera delivered no frame for ${NO_PICTURE_MS} ms.`, {
                retryable: true,
              }),
            ),
          NO_PICTURE_MS,
        );
      });
    }
    clearTimeout(timer);
    if (this.#ended) {
      if (this.#ended.error) throw this.#ended.error;
      return null;
    }
    const frame = this.#frame;
    this.#frame = null;
    return frame;
  }

  fail(error: CameraError): void {
    this.#end({ error });
  }

  finish(): void {
    this.#end({ error: null });
  }

  #end(ended: { error: CameraError | null }): void {
    if (!this.#ended) this.#ended = ended;
    this.#frame?.image.close();
    this.#frame = null;
    this.#video.cancelVideoFrameCallback?.(this.#callback);
    this.#wake();
  }

  #request(): void {
    if (this.#ended) return;
    this.#callback = this.#video.requestVideoFrameCallback((_now, metadata) => {
      void this.#put(metadata).finally(() => this.#request());
    });
  }

  async #put(metadata: VideoFrameCallbackMetadata): Promise<void> {
    const timestampMs = this.#clock.read(metadata);
    if (this.#ended || timestampMs === null) return;
    const image = await pictureOf(this.#video, timestampMs);
    if (!image) return;
    if (this.#ended) return image.close();
    this.#frame?.image.close();
    this.#frame = { image, timestampMs, width: metadata.width, height: metadata.height };
    this.#wake();
  }
}

/** The picture a video shows: a `VideoFrame` where the browser has them (no copy), else an `ImageBitmap`; `null` before the first. */
export async function pictureOf(
  video: HTMLVideoElement,
  timestampMs: number,
): Promise<VideoFrame | ImageBitmap | null> {
  try {
    return typeof VideoFrame === 'function'
      ? new VideoFrame(video, { timestamp: Math.round(timestampMs * 1000) })
      : await createImageBitmap(video);
  } catch {
    return null; // the element has no current picture yet; the next callback brings one
  }
}

/**
 * The least time between two frames: a trace keeps whole milliseconds, in which frames must rise strictly. A busy browser
 * delivers two that were taken within one.
 */
const APART_MS = 1;

/** How far a stream's own time may run from the browser's before it counts as a jump, milliseconds. */
const JUMP_MS = 150;

type FrameTimes = Pick<VideoFrameCallbackMetadata, 'captureTime' | 'mediaTime' | 'presentationTime'>;

/**
 * When a frame was taken, on one clock that only runs forward: the capture time (WICG Video.rVFC) where the browser knows
 * it, else the stream's own time, which has no jitter. A captured video (Firefox, `mozCaptureStream`) tells the video's time,
 * which jumps wherever the video is wound; there the clock is set anew by the moment the frame was shown.
 */
export class CaptureClock {
  #offsetMs: number | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @returns milliseconds since the page began; `null` for a frame that is not a later one, and to be passed over. */
  read(metadata: FrameTimes): number | null {
    const timestampMs = this.#timeOf(metadata);
    if (timestampMs < this.#lastMs + APART_MS) return null;
    this.#lastMs = timestampMs;
    return timestampMs;
  }

  #timeOf({ captureTime, mediaTime, presentationTime }: FrameTimes): number {
    if (captureTime !== undefined) return captureTime;
    const mediaMs = mediaTime * 1000;
    const apartMs = presentationTime - mediaMs;
    if (this.#offsetMs === null || Math.abs(apartMs - this.#offsetMs) > JUMP_MS) this.#offsetMs = apartMs;
    return mediaMs + this.#offsetMs;
  }
}
