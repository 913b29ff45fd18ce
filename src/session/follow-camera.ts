import type { CameraSource } from '../camera/camera.ts';
import { deviceCamera } from '../camera/device-camera.ts';

/** The source that `chosen` names at each opening, or the device's own cameras: it may change while a walk is under way. */
export function followCamera(chosen: () => CameraSource | undefined): CameraSource {
  const source = () => chosen() ?? deviceCamera;
  return {
    open: (request) => source().open(request),
    list: () => source().list(),
    prompt: (action, state) => source().prompt?.(action, state),
  };
}
