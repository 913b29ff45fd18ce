import { anySignal } from '../base/any-signal.ts';
import { withDeadline } from '../base/deadline.ts';
import { CancelledError } from '../base/errors.ts';
import type { Entries } from './entries.ts';
import { type LiveCamera, openLiveCamera } from './live-camera.ts';
import type { Walk } from './walk.ts';

/** The browser's question waits for the person; this long, then the walk says so. */
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
export async function askForCamera(walk: Walk, entries: Entries, explained = false): Promise<CameraAnswer> {
  if (!explained && !(await walk.parts.page.cameraGranted())) {
    walk.publish({ kind: 'camera_permission', asking: false });
    const answer = await walk.inbox.once(
      ['allow_camera', 'choose_method', 'back'],
      walk.signal,
      ({ kind }) => kind,
    );
    if (answer === 'choose_method') return { kind: 'other_method' };
    if (answer === 'back') return { kind: 'back' };
  }
  walk.publish({ kind: 'camera_permission', asking: true });
  const ear = walk.inbox.listen(['choose_method', 'back']);
  let turned: CameraAnswer = { kind: 'back' };
  const left = new AbortController();
  ear.next(anySignal([walk.signal, left.signal])).then(
    ({ kind }) => {
      if (kind === 'choose_method') turned = { kind: 'other_method' };
      left.abort();
    },
    () => {},
  );
  try {
    const signal = anySignal([walk.signal, left.signal]);
    const open = (inner: AbortSignal) => openLiveCamera(walk, entries, inner);
    return { kind: 'open', camera: await withDeadline('camera.open', ASKING_MS, open, signal) };
  } catch (error) {
    if (error instanceof CancelledError && !walk.signal.aborted) return turned;
    throw error;
  } finally {
    ear.close();
    left.abort();
  }
}
