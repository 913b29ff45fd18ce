import { CameraError, CancelledError } from '../base/errors.ts';
import type { Camera, CameraRequest, CameraSource } from './camera.ts';
import { cameraErrorOf } from './camera-error-of.ts';
import { openStreamCamera, stopTracks } from './stream-camera.ts';

/**
 * What is asked of the camera. For the live check: enough pixels for the mesh, no more than the evidence may hold. For a photo:
 * enough for an 18 digit number on a card that fills the picture.
 */
const WANTED = {
  video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30, max: 30 } },
  photo: { width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/**
 * The cameras of the device, by `getUserMedia`. Only video is ever asked for.
 *
 * @example
 * const camera = await deviceCamera.open({ facing: 'user' });
 * try { for await (const frame of camera.frames()) frame.image.close(); } finally { camera.close(); }
 */
export const deviceCamera: CameraSource = {
  async open({ facing, deviceId, purpose = 'video', signal }: CameraRequest): Promise<Camera> {
    assertUsable();
    const video =
      deviceId === undefined
        ? { ...WANTED[purpose], facingMode: { ideal: facing } }
        : { ...WANTED[purpose], deviceId: { exact: deviceId } };
    const pending = navigator.mediaDevices.getUserMedia({ video, audio: false });
    const stream = await orStopWhenAborted(pending, signal).catch((error: unknown) => {
      throw error instanceof CancelledError ? error : cameraErrorOf(error);
    });
    return openStreamCamera(stream, facing);
  },

  async list() {
    if (!globalThis.navigator?.mediaDevices?.enumerateDevices) return [];
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices
      .filter((device) => device.kind === 'videoinput')
      .map(({ deviceId, label }) => ({ deviceId, label }));
  },
};

function assertUsable(): void {
  const code = deviceFault();
  if (code === 'camera_insecure_context')
    throw new CameraError(
      code,
      'The camera is available in a secure context only: serve the page over https or from localhost.',
    );
  if (code) throw new CameraError(code, 'This browser does not support getUserMedia.');
}

/** Why this page can have no camera whatever the person answers, as far as it can be told without a question. */
export function deviceFault(): 'camera_insecure_context' | 'camera_unsupported' | null {
  if (globalThis.isSecureContext === false) return 'camera_insecure_context';
  const { getUserMedia } = globalThis.navigator?.mediaDevices ?? {};
  return typeof getUserMedia === 'function' ? null : 'camera_unsupported';
}

/** The permission prompt cannot be taken back: a stream that comes after the abort is stopped at once. */
function orStopWhenAborted(pending: Promise<MediaStream>, signal?: AbortSignal): Promise<MediaStream> {
  if (!signal) return pending;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new CancelledError({ cause: signal.reason }));
      pending.then(
        (stream) => stopTracks(stream),
        () => {},
      );
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
