import { CameraError } from '../base/errors.ts';
import type { Camera, CameraFacts } from '../camera/camera.ts';
import type { Frame } from '../camera/frame.ts';
import type { Detection } from '../landmarks/face.ts';
import type { LandmarkDetector } from '../landmarks/landmark-detector.ts';
import type { Entries } from './entries.ts';
import type { CameraChoice } from './phase.ts';
import type { Walk } from './walk.ts';

/** One frame, looked at. Whoever gets the picture closes it. */
export interface Sight {
  readonly detection: Detection;
  readonly picture: Frame['image'] | null;
  readonly width: number;
  readonly height: number;
}

/** The open camera of a live-face check and the eye behind it. `run-face-check.ts` owns it and closes it. */
export interface LiveCamera {
  readonly facts: CameraFacts;
  readonly stream: MediaStream;
  readonly mirrored: boolean;
  readonly cameras: readonly CameraChoice[];
  /**
   * Takes the next frame and finds the face in it.
   *
   * @param keep whether a copy of the picture is wanted (the detector closes the original).
   * @param lids whether the lids are to be measured; the eye model must be there.
   */
  look(detector: LandmarkDetector, asked: { readonly keep: boolean; readonly lids: boolean }): Promise<Sight>;
  close(): void;
}

export async function openLiveCamera(walk: Walk, entries: Entries, signal: AbortSignal): Promise<LiveCamera> {
  const { facing, deviceId } = entries;
  const { cameraSource } = walk;
  const camera = await cameraSource.open({ facing, signal, ...(deviceId === null ? {} : { deviceId }) });
  try {
    const cameras = await cameraSource.list();
    return liveCamera(camera, cameras);
  } catch (error) {
    camera.close();
    throw error;
  }
}

function liveCamera(camera: Camera, cameras: readonly CameraChoice[]): LiveCamera {
  const frames = camera.frames()[Symbol.asyncIterator]();
  return {
    facts: camera.facts,
    stream: camera.stream,
    mirrored: camera.facts.facing !== 'environment',
    cameras,
    close: () => camera.close(),
    async look(detector, { keep, lids }) {
      const { value: frame, done } = await frames.next();
      if (done || !frame)
        throw new CameraError('camera_ended', 'The camera was closed.', { retryable: true });
      const { width, height } = frame;
      const picture = keep ? await copyOf(frame.image) : null;
      try {
        return { detection: await detector.detect(frame, { lids }), picture, width, height };
      } catch (error) {
        picture?.close();
        throw error;
      }
    },
  };
}

/** A `VideoFrame` is copied by reference; a bitmap has to be drawn again. */
const copyOf = (image: Frame['image']): Frame['image'] | Promise<ImageBitmap> =>
  'clone' in image ? image.clone() : createImageBitmap(image);
