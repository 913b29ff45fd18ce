/**
 * One picture from the camera, as it came (not mirrored).
 *
 * `image` is owned by whoever holds the frame last: call `close()` on it when done, or the camera runs dry.
 *
 * @example
 * ```ts
 * import type { Camera } from 'family-auth/testing';
 *
 * async function firstSize(camera: Camera): Promise<string> {
 *   for await (const { image, width, height } of camera.frames()) {
 *     image.close();
 *     return `${width} x ${height}`;
 *   }
 *   return 'none';
 * }
 * ```
 */
export interface Frame {
  /** The picture; whoever holds the frame last closes it. */
  readonly image: VideoFrame | ImageBitmap;
  /** Capture time in milliseconds on the frame source's own clock; strictly rising within one camera. */
  readonly timestampMs: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/**
 * What the browser says of an open camera: size in pixels, `frameRate` in frames a second (0: not told).
 *
 * @example
 * ```ts
 * import type { CameraFacts } from 'family-auth';
 *
 * const facts: CameraFacts = { width: 640, height: 480, frameRate: 30, label: '', deviceId: 'a', facing: 'user' };
 * facts.width / facts.height; // → 640 / 480
 * ```
 */
export interface CameraFacts {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Frames a second; 0 where the browser does not tell. */
  readonly frameRate: number;
  /** The device's label as the browser tells it; leaves the page only as a digest. */
  readonly label: string;
  /** The browser's id of the device; another on every origin. */
  readonly deviceId: string;
  /** Which way it looks; `unknown` for most cameras of computers. */
  readonly facing: 'user' | 'environment' | 'unknown';
}

/**
 * An open camera. Its opener owns it and closes it, whatever the end.
 *
 * @example
 * ```ts
 * import type { CameraSource } from 'family-auth';
 *
 * async function tryOut(source: CameraSource): Promise<string> {
 *   const camera = await source.open({ facing: 'user' });
 *   try {
 *     return camera.facts.label;
 *   } finally {
 *     camera.close();
 *   }
 * }
 * ```
 */
export interface Camera {
  /** For the preview. */
  readonly stream: MediaStream;
  /** What the browser says of it. */
  readonly facts: CameraFacts;
  /**
   * Frames, newest only: a frame that nobody took before the next one came is dropped and closed.
   * Ends when the camera is closed; throws `CameraError('camera_ended')` when the device goes away and
   * `CameraError('camera_no_picture')` when no frame comes for 5 s.
   */
  frames(signal?: AbortSignal): AsyncIterable<Frame>;
  /** Stops every track at once. Safe to call twice. */
  close(): void;
}

/**
 * Which camera is wanted: the one named by `deviceId`, else preferably one that faces as asked.
 *
 * @example
 * ```ts
 * import type { CameraRequest } from 'family-auth';
 *
 * const request: CameraRequest = { facing: 'environment', signal: AbortSignal.timeout(10_000) };
 * request.deviceId; // → undefined
 * ```
 */
export interface CameraRequest {
  /** `user`: towards the person who holds the device; `environment`: away from them. */
  readonly facing: 'user' | 'environment';
  /** Of `list()`. Default: whatever faces as asked. */
  readonly deviceId?: string;
  /**
   * `video`: small pictures at a steady rate, for the live check. `photo`: large ones, on which small print is read.
   * Default `video`.
   */
  readonly purpose?: 'video' | 'photo';
  /** Gives up opening; a camera that comes all the same is closed. */
  readonly signal?: AbortSignal;
}

/**
 * Where cameras come from: the device's own, or one of the page's making, such as the camera for tests.
 *
 * @example
 * ```ts
 * import type { CameraSource } from 'family-auth';
 *
 * // A kiosk with one camera, whatever is asked for.
 * const kiosk = (device: CameraSource, deviceId: string): CameraSource => ({
 *   list: () => device.list(),
 *   open: (request) => device.open({ ...request, deviceId }),
 * });
 * ```
 */
export interface CameraSource {
  /** @throws CameraError with the code that tells the failures apart. */
  open(request: CameraRequest): Promise<Camera>;
  /** Video inputs with their labels (empty labels before permission). */
  list(): Promise<readonly { readonly deviceId: string; readonly label: string }[]>;
  /** Told of each prompt, so that a scripted camera can act it. A device's camera ignores it. */
  prompt?(
    action:
      | 'neutral'
      | 'hold_short'
      | 'hold_long'
      | 'double_blink'
      | 'turn_left'
      | 'turn_right'
      | 'shake_head'
      | 'nod'
      | 'open_mouth',
    state: 'shown' | 'tone' | 'done',
  ): void;
}
