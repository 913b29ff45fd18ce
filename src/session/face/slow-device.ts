import type { Method } from '../../protocol/common.ts';
import type { Person } from '../entries.ts';
import type { Flow } from '../flow.ts';
import { openMethods } from '../methods.ts';
import type { SlowDevice } from './face-check-context.ts';

export type SlowChoice =
  | { readonly kind: 'camera' | 'back' }
  | { readonly kind: 'other_method'; readonly method: Method };

/**
 * The camera is off: what it delivers is below the full rate, so the methods without it come first.
 *
 * @param cameraWorks enough for a check that a person looks at; otherwise the camera can only be tried again.
 */
export async function offerOtherMethods(
  flow: Flow,
  person: Person,
  slow: SlowDevice,
  cameraWorks: boolean,
): Promise<SlowChoice> {
  const methods = openMethods(flow, person).filter((method) => method !== 'face_liveness');
  flow.publish({ kind: 'slow_device', subjectName: person.subject.name, methods, cameraWorks });
  const requests = flow.requests.subscribe(['choose_method', 'open_camera', 'back']);
  try {
    for (;;) {
      const request = await requests.next(flow.signal);
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
    requests.close();
  }
}
