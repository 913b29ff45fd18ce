import { anySignal, withDeadline } from '../../base/deadline.ts';
import { CameraError } from '../../base/errors.ts';
import type { Camera } from '../../camera/camera.ts';
import type { PhotoRole } from '../../protocol/application.ts';
import type { DraftApplication, Entries, Person } from '../entries.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import type { PhaseOf } from '../phase.ts';
import { showProblem } from '../problem/show-problem.ts';
import type { RequestSubscription } from '../request-queue.ts';

type PhotoErrors = PhaseOf<'photos'>['photoErrors'];

/** What a compact JWE adds: a third, and its header. */
const JWE_SHARE = 3 / 4;
const JWE_HEADER_BYTES = 1_024;

/** The photos that the method asks for, from files or from the camera. */
export async function runPhotos(
  flow: Flow,
  entries: Entries,
  person: Person,
  draft: DraftApplication & { readonly method: PhaseOf<'photos'>['method'] },
): Promise<'send' | 'back' | 'other_method'> {
  const errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> } = {};
  const complete = () =>
    draft.requirements.every(({ role, required }) => !required || entries.photos.has(role));
  const requests = flow.requests.subscribe(['set_photo', 'take_photo', 'choose_method', 'next', 'back']);
  try {
    for (;;) {
      flow.publish({
        kind: 'photos',
        method: draft.method,
        subjectName: person.subject.name,
        photos: draft.requirements.map((required) => ({
          ...required,
          photo: entries.photos.get(required.role) ?? null,
        })),
        photoErrors: { ...errors },
        complete: complete(),
      });
      const request = await requests.next(flow.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'choose_method':
          return 'other_method';
        case 'next':
          if (complete()) return 'send';
          break;
        case 'set_photo':
          await setPhoto(flow, entries, errors, request.role, request.photo);
          break;
        case 'take_photo':
          await camera(flow, entries, errors, request.role);
          requests.clear();
      }
    }
  } finally {
    requests.close();
  }
}

async function setPhoto(
  flow: Flow,
  { photos }: Entries,
  errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> },
  role: PhotoRole,
  photo: Blob | null,
): Promise<void> {
  delete errors[role];
  if (photo === null) {
    photos.delete(role);
    return;
  }
  const maxBytes = Math.floor(discoveryOf(flow).limits.part_max_bytes * JWE_SHARE) - JWE_HEADER_BYTES;
  const outcome = await flow.parts.preparePhoto(photo, maxBytes);
  if ('photo' in outcome) photos.set(role, outcome.photo);
  else errors[role] = outcome.error;
}

async function camera(
  flow: Flow,
  entries: Entries,
  errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> },
  role: PhotoRole,
): Promise<void> {
  for (;;) {
    try {
      const photo = await takePhoto(flow, role);
      if (photo) await setPhoto(flow, entries, errors, role, photo);
      return;
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      if ((await showProblem(flow, error, ['retry', 'back'])) === 'back') return;
    }
  }
}

const OPENING_MS = 120_000;
/** As long as the camera stays on for somebody who looks for the document. */
const AIMING_MS = 180_000;
const QUALITY = 0.92;

/** A photo by the camera; `null` when the person turned back or did nothing for long. The camera is closed in any case. */
async function takePhoto(flow: Flow, role: PhotoRole): Promise<Blob | null> {
  flow.publish({ kind: 'taking_photo', role, preview: null, mirrored: false });
  const requests = flow.requests.subscribe(['shutter', 'back']);
  const over = new AbortController();
  const opening = new AbortController();
  const signal = anySignal([flow.signal, over.signal]);
  let camera: Camera | null = null;
  try {
    const opened = await Promise.race([
      withDeadline('camera.open', OPENING_MS, (inner) => open(flow, inner), signal),
      turnedBack(requests, anySignal([signal, opening.signal])),
    ]);
    opening.abort();
    if (opened === null) return null;
    camera = opened;
    flow.publish({
      kind: 'taking_photo',
      role,
      preview: camera.stream,
      mirrored: camera.facts.facing === 'user',
    });
    const late = flow.clock.sleep(AIMING_MS, signal).then(() => ({ kind: 'back' as const }));
    late.catch(() => {});
    const { kind } = await Promise.race([requests.next(signal), late]);
    return kind === 'shutter' ? await snap(flow, camera, signal) : null;
  } finally {
    over.abort();
    requests.close();
    camera?.close();
  }
}

/** Documents and children are photographed by the one who holds the phone. */
const open = (flow: Flow, signal: AbortSignal) => flow.cameraSource.open({ facing: 'environment', signal });

/** Ends when the person turns back; there is no shutter yet. */
async function turnedBack(
  requests: RequestSubscription<'shutter' | 'back'>,
  signal: AbortSignal,
): Promise<null> {
  for (;;) {
    if ((await requests.next(signal)).kind === 'back') return null;
  }
}

async function snap(flow: Flow, camera: Camera, signal: AbortSignal): Promise<Blob> {
  for await (const { image, width, height } of camera.frames(signal)) {
    try {
      const jpeg = await flow.parts.encodeJpeg(image, width, height, QUALITY);
      return new Blob([jpeg], { type: 'image/jpeg' });
    } finally {
      image.close();
    }
  }
  throw new CameraError('camera_ended', 'The camera ended before a photo was taken.', { retryable: true });
}
