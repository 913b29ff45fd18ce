import { anySignal, withDeadline } from '../../base/deadline.ts';
import { CameraError, CancelledError } from '../../base/errors.ts';
import type { Camera, CameraFacts, Frame } from '../../camera/camera.ts';
import type { Hint } from '../../challenge/hint.ts';
import type { Detection } from '../../landmarks/face.ts';
import type { LandmarkDetector } from '../../landmarks/landmark-detector.ts';
import type { Entries, Person } from '../entries.ts';
import type { Flow } from '../flow.ts';
import type { CameraChoice } from '../phase-fields.ts';

/** One frame, looked at. Whoever gets the picture closes it. */
export interface DetectedFrame {
  readonly detection: Detection;
  readonly picture: Frame['image'] | null;
  readonly width: number;
  readonly height: number;
}

/** The hint in front of the camera: where no face is seen for a finger over the lens, nobody is to move their face. */
export const shownHint = (hint: Hint | null, detection: Detection | null): Hint | null =>
  hint === 'no_face' && detection?.kind === 'none' && detection.blank ? 'lens_covered' : hint;

/** The open camera of a live-face check and the eye behind it. `face-check.ts` owns it and closes it. */
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
  nextFrame(
    detector: LandmarkDetector,
    asked: { readonly keep: boolean; readonly lids: boolean },
  ): Promise<DetectedFrame>;
  close(): void;
}

async function openLiveCamera(flow: Flow, entries: Entries, signal: AbortSignal): Promise<LiveCamera> {
  const { facing, deviceId } = entries;
  const { cameraSource } = flow;
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
    async nextFrame(detector, { keep, lids }) {
      const { value: frame, done } = await frames.next();
      if (done || !frame)
        throw new CameraError('camera_ended', 'The camera ended during the face check.', { retryable: true });
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

/** The browser's question waits for the person; this long, then the flow says so. */
const ASKING_MS = 120_000;

/** An open camera, or where the person turned instead. */
export type CameraAnswer =
  | { readonly kind: 'open'; readonly camera: LiveCamera }
  | { readonly kind: 'back' | 'other_method' };

/**
 * Says what the browser is about to ask, and opens the camera.
 *
 * @param explained nothing needs to be said: the camera was open before. Neither where the browser was told for good.
 */
export async function askForCamera(flow: Flow, entries: Entries, explained = false): Promise<CameraAnswer> {
  if (!explained && !(await flow.parts.page.cameraGranted())) {
    flow.publish({ kind: 'camera_permission', asking: false });
    const answer = await flow.requests.once(
      ['allow_camera', 'choose_method', 'back'],
      flow.signal,
      ({ kind }) => kind,
    );
    if (answer === 'choose_method') return { kind: 'other_method' };
    if (answer === 'back') return { kind: 'back' };
  }
  flow.publish({ kind: 'camera_permission', asking: true });
  const requests = flow.requests.subscribe(['choose_method', 'back']);
  let turned: CameraAnswer = { kind: 'back' };
  const left = new AbortController();
  requests.next(anySignal([flow.signal, left.signal])).then(
    ({ kind }) => {
      if (kind === 'choose_method') turned = { kind: 'other_method' };
      left.abort();
    },
    () => {},
  );
  try {
    const signal = anySignal([flow.signal, left.signal]);
    const open = (inner: AbortSignal) => openLiveCamera(flow, entries, inner);
    return { kind: 'open', camera: await withDeadline('camera.open', ASKING_MS, open, signal) };
  } catch (error) {
    if (error instanceof CancelledError && !flow.signal.aborted) return turned;
    throw error;
  } finally {
    requests.close();
    left.abort();
  }
}

/** What the screens with the camera picture share. */
export const livePhase = (camera: LiveCamera, entries: Entries, person: Person) => ({
  preview: camera.stream,
  mirrored: camera.mirrored,
  cameras: camera.cameras,
  voice: entries.voice,
  subjectName: person.subject.name,
});
