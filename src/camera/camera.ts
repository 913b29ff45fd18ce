import type { Frame } from './frame.ts';

/** What the browser says of an open camera: size in pixels, `frameRate` in frames a second (0: not told). */
export interface CameraFacts {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** The device's label as the browser tells it; leaves the page only as a digest. */
  readonly label: string;
  readonly deviceId: string;
  readonly facing: 'user' | 'environment' | 'unknown';
}

/** An open camera. Its opener owns it and closes it, whatever the end. */
export interface Camera {
  readonly stream: MediaStream;
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

/** Which camera is wanted: the one named by `deviceId`, else preferably one that faces as asked. */
export interface CameraRequest {
  readonly facing: 'user' | 'environment';
  readonly deviceId?: string;
  readonly signal?: AbortSignal;
}

/** Where cameras come from: the device's own, or a stand-in for tests. */
export interface CameraSource {
  /** @throws CameraError with the code that tells the failures apart. */
  open(request: CameraRequest): Promise<Camera>;
  /** Video inputs with their labels (empty labels before permission). */
  list(): Promise<readonly { readonly deviceId: string; readonly label: string }[]>;
  /** Told of each prompt, so that a stand-in can act it. A device's camera ignores it. */
  prompt?(
    action:
      | 'neutral'
      | 'hold_short'
      | 'hold_long'
      | 'double_blink'
      | 'turn_left'
      | 'turn_right'
      | 'shake_head'
      | 'nod',
    state: 'shown' | 'tone' | 'done',
  ): void;
}
