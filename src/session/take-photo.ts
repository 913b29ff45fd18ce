import { anySignal } from '../base/any-signal.ts';
import { withDeadline } from '../base/deadline.ts';
import { CameraError } from '../base/errors.ts';
import type { Camera } from '../camera/camera.ts';
import type { PhotoRole } from '../protocol/application.ts';
import type { Ear } from './inbox.ts';
import type { Walk } from './walk.ts';

const OPENING_MS = 120_000;
/** As long as the camera stays on for somebody who looks for the document. */
const AIMING_MS = 180_000;
const QUALITY = 0.92;

/** A photo by the camera; `null` when the person turned back or did nothing for long. The camera is closed in any case. */
export async function takePhoto(walk: Walk, role: PhotoRole): Promise<Blob | null> {
  walk.publish({ kind: 'taking_photo', role, preview: null, mirrored: false });
  const ear = walk.inbox.listen(['shutter', 'back']);
  const over = new AbortController();
  const opening = new AbortController();
  const signal = anySignal([walk.signal, over.signal]);
  let camera: Camera | null = null;
  try {
    const opened = await Promise.race([
      withDeadline('camera.open', OPENING_MS, (inner) => open(walk, inner), signal),
      turnedBack(ear, anySignal([signal, opening.signal])),
    ]);
    opening.abort();
    if (opened === null) return null;
    camera = opened;
    walk.publish({
      kind: 'taking_photo',
      role,
      preview: camera.stream,
      mirrored: camera.facts.facing === 'user',
    });
    const late = walk.clock.sleep(AIMING_MS, signal).then(() => ({ kind: 'back' as const }));
    late.catch(() => {});
    const { kind } = await Promise.race([ear.next(signal), late]);
    return kind === 'shutter' ? await snap(walk, camera, signal) : null;
  } finally {
    over.abort();
    ear.close();
    camera?.close();
  }
}

/** Documents and children are photographed by the one who holds the phone. */
const open = (walk: Walk, signal: AbortSignal) => walk.cameraSource.open({ facing: 'environment', signal });

/** Ends when the person turns back; there is no shutter yet. */
async function turnedBack(ear: Ear<'shutter' | 'back'>, signal: AbortSignal): Promise<null> {
  for (;;) {
    if ((await ear.next(signal)).kind === 'back') return null;
  }
}

async function snap(walk: Walk, camera: Camera, signal: AbortSignal): Promise<Blob> {
  for await (const { image, width, height } of camera.frames(signal)) {
    try {
      const jpeg = await walk.parts.encodeJpeg(image, width, height, QUALITY);
      return new Blob([jpeg], { type: 'image/jpeg' });
    } finally {
      image.close();
    }
  }
  throw new CameraError('camera_ended', 'The camera was closed.', { retryable: true });
}
