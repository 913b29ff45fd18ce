import type { Method } from '../../protocol/common.ts';
import type { Person } from '../entries.ts';
import type { Walk } from '../flow.ts';
import { openMethods } from '../methods.ts';

/** Whether the person was told that this device is too slow for the automatic check, and goes on with the camera. */
export interface SlowDevice {
  accepted: boolean;
}

export type SlowChoice =
  | { readonly kind: 'camera' | 'back' }
  | { readonly kind: 'other_method'; readonly method: Method };

/**
 * The camera is off: what it delivers is below the full rate, so the ways without it come first.
 *
 * @param cameraWorks enough for a check that a person looks at; otherwise the camera can only be tried again.
 */
export async function offerOtherWays(
  walk: Walk,
  person: Person,
  slow: SlowDevice,
  cameraWorks: boolean,
): Promise<SlowChoice> {
  const methods = openMethods(walk, person).filter((method) => method !== 'face_liveness');
  walk.publish({ kind: 'slow_device', subjectName: person.maskedName, methods, cameraWorks });
  const ear = walk.inbox.listen(['choose_method', 'open_camera', 'back']);
  try {
    for (;;) {
      const request = await ear.next(walk.signal);
      if (request.kind === 'back') return { kind: 'back' };
      if (request.kind === 'open_camera') {
        slow.accepted = cameraWorks;
        return { kind: 'camera' };
      }
      const { method } = request;
      if (method !== null && methods.some((other) => other === method))
        return { kind: 'other_method', method };
    }
  } finally {
    ear.close();
  }
}
