import { withDeadline } from '../base/deadline.ts';
import { CancelledError } from '../base/errors.ts';
import type { Entries } from './entries.ts';
import { type LiveCamera, openLiveCamera } from './live-camera.ts';
import type { Walk } from './walk.ts';

/** The browser's question waits for the person; this long, then the walk says so. */
const ASKING_MS = 120_000;

/** Says what the browser is about to ask, unless it has been answered for good, and opens the camera. `null`: turned back. */
export async function askForCamera(walk: Walk, entries: Entries): Promise<LiveCamera | null> {
  if (!(await walk.parts.page.cameraGranted())) {
    walk.publish({ kind: 'camera_permission', asking: false });
    const answer = await walk.inbox.once(['allow_camera', 'back'], walk.signal, ({ kind }) => kind);
    if (answer === 'back') return null;
  }
  walk.publish({ kind: 'camera_permission', asking: true });
  const ear = walk.inbox.listen(['back']);
  const left = new AbortController();
  ear.next(AbortSignal.any([walk.signal, left.signal])).then(
    () => left.abort(),
    () => {},
  );
  try {
    const signal = AbortSignal.any([walk.signal, left.signal]);
    return await withDeadline(
      'camera.open',
      ASKING_MS,
      (inner) => openLiveCamera(walk, entries, inner),
      signal,
    );
  } catch (error) {
    if (error instanceof CancelledError && !walk.signal.aborted) return null;
    throw error;
  } finally {
    ear.close();
    left.abort();
  }
}
