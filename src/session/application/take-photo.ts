import { anySignal, withDeadline } from '../../base/deadline.ts';
import { CameraError } from '../../base/errors.ts';
import type { Camera, CameraRequest, Frame } from '../../camera/camera.ts';
import { type Aim, FIRST_AIM, nextAim } from '../../documents/aim.ts';
import type { DocumentFault, DocumentShape, DocumentSight } from '../../documents/check-document.ts';
import { encodeJpeg } from '../../evidence/encode-jpeg.ts';
import type { PhotoRole } from '../../protocol/application.ts';
import type { IdType } from '../../protocol/common.ts';
import type { Flow } from '../flow.ts';
import type { DocumentChecks } from '../flow-options.ts';
import type { CameraChoice } from '../phase-fields.ts';
import type { RequestSubscription } from '../request-queue.ts';

const OPENING_MS = 120_000;
/** As long as the camera stays on for somebody who looks for the document. */
const AIMING_MS = 180_000;
const QUALITY = 0.92;
/** Between two looks at the picture: often enough to seem at once, and the phone stays cool. */
const LOOK_EVERY_MS = 120;
const LOADING_MS = 20_000;

/** What a photo is to show. */
export interface PhotoAsked {
  readonly role: PhotoRole;
  readonly idType: IdType;
}

/** A photo by the camera; `doubt`: what the last look at it found. */
export interface TakenPhoto {
  readonly photo: Blob;
  readonly doubt: DocumentFault | null;
}

/** What shape is looked for; `null`: a face, at which nobody looks here. */
export function shapeOf({ role, idType }: PhotoAsked): DocumentShape | null {
  if (role === 'portrait') return null;
  return role === 'id_document' && idType === 'passport' ? 'page' : 'card';
}

/**
 * The looks at documents; `null` where they could not be fetched, which is reported: photos can be taken and chosen all
 * the same, and a person looks at them in any case.
 */
export async function loadChecks(flow: Flow): Promise<DocumentChecks | null> {
  try {
    return await withDeadline(
      'documents.load',
      LOADING_MS,
      () => flow.parts.loadDocumentChecks(),
      flow.signal,
    );
  } catch (error) {
    if (flow.signal.aborted) throw error;
    flow.parts.reportFault(error);
    return null;
  }
}

/** A photo by the camera; `null` when the person turned back or did nothing for long. The camera is closed in any case. */
export async function takePhoto(flow: Flow, asked: PhotoAsked): Promise<TakenPhoto | null> {
  let deviceId: string | undefined;
  for (;;) {
    const outcome = await useCamera(flow, asked, deviceId);
    if (outcome === null || 'photo' in outcome) return outcome;
    deviceId = outcome.deviceId;
  }
}

type Requests = RequestSubscription<'shutter' | 'back' | 'switch_camera'>;
type Outcome = TakenPhoto | { readonly deviceId: string } | null;

async function useCamera(flow: Flow, asked: PhotoAsked, deviceId: string | undefined): Promise<Outcome> {
  const show = (more: Partial<Shown>) => flow.publish({ ...nothingShown(asked), ...more });
  show({});
  const requests = flow.requests.subscribe(['shutter', 'back', 'switch_camera']);
  const over = new AbortController();
  const opening = new AbortController();
  const signal = anySignal([flow.signal, over.signal]);
  let camera: Camera | null = null;
  try {
    // Documents and children are photographed by the one who holds the phone.
    const request: CameraRequest = {
      facing: 'environment',
      purpose: 'photo',
      ...(deviceId === undefined ? {} : { deviceId }),
    };
    const opened = await Promise.race([
      withDeadline(
        'camera.open',
        OPENING_MS,
        (inner) => flow.cameraSource.open({ ...request, signal: inner }),
        signal,
      ),
      turnedBack(requests, anySignal([signal, opening.signal])),
    ]);
    opening.abort();
    if (opened === null) return null;
    camera = opened;
    const { stream, facts } = camera;
    const cameras = await flow.cameraSource.list();
    const shown = { preview: stream, mirrored: facts.facing === 'user', cameras };
    show(shown);
    return await aim(flow, camera, asked, {
      requests,
      signal,
      show: ({ hint, progress }) => show({ ...shown, hint, progress }),
    });
  } finally {
    over.abort();
    requests.close();
    camera?.close();
  }
}

interface Shown {
  readonly preview: MediaStream | null;
  readonly mirrored: boolean;
  readonly cameras: readonly CameraChoice[];
  readonly hint: Aim['hint'];
  readonly progress: number;
}

const nothingShown = (asked: PhotoAsked) => ({
  kind: 'taking_photo' as const,
  ...asked,
  preview: null,
  mirrored: false,
  cameras: [],
  hint: null,
  progress: 0,
});

/** Ends when the person turns back; there is no shutter yet. */
async function turnedBack(requests: Requests, signal: AbortSignal): Promise<null> {
  for (;;) {
    if ((await requests.next(signal)).kind === 'back') return null;
  }
}

/** Until the document is right and held still, or the person decides. */
async function aim(
  flow: Flow,
  camera: Camera,
  asked: PhotoAsked,
  { requests, signal, show }: { requests: Requests; signal: AbortSignal; show(aim: Aim): void },
): Promise<Outcome> {
  const shape = shapeOf(asked);
  const decided = new AbortController();
  const watched = watch(flow, camera, shape, anySignal([signal, decided.signal]), show);
  const late = flow.clock.sleep(AIMING_MS, signal).then(() => ({ kind: 'back' as const }));
  const asking = requests.next(signal);
  for (const left of [watched, late, asking]) left.catch(() => {}); // whichever does not come first
  try {
    const first = await Promise.race([
      watched.then<TakenPhoto | Awaited<typeof asking>>((taken) => taken ?? asking),
      asking,
      late,
    ]);
    decided.abort();
    if ('photo' in first) return first;
    if (first.kind === 'back') return null;
    if (first.kind === 'switch_camera') return { deviceId: first.deviceId };
    return (await watched) ?? (await snap(flow, camera, shape, signal));
  } finally {
    decided.abort();
  }
}

/** Looks at the camera's pictures until one is right; `null` once the person decided. Of a face only the person decides. */
async function watch(
  flow: Flow,
  camera: Camera,
  shape: DocumentShape | null,
  signal: AbortSignal,
  show: (aim: Aim) => void,
): Promise<TakenPhoto | null> {
  const checks = shape && (await loadChecks(flow));
  if (!shape || !checks) return null;
  let aim = FIRST_AIM;
  for await (const frame of camera.frames(signal)) {
    try {
      const sight = await look(checks, frame, shape);
      if (signal.aborted) return null;
      aim = nextAim(aim, sight, frame.timestampMs);
      show(aim);
      if (aim.progress >= 1) return { photo: await jpegOf(flow, frame), doubt: null };
    } finally {
      frame.image.close();
    }
    await pauseOf(flow, signal);
    if (signal.aborted) return null;
  }
  if (signal.aborted) return null;
  throw cameraEnded();
}

/** Ends early once the person decided. */
const pauseOf = (flow: Flow, signal: AbortSignal): Promise<void> =>
  flow.clock.sleep(LOOK_EVERY_MS, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

const look = (
  checks: DocumentChecks,
  { image, width, height }: Frame,
  shape: DocumentShape,
): Promise<DocumentSight> => checks.lookAtDocument(image, { width, height, shape, aiming: true });

/** The next picture, as the person asked, and what may be wrong with it. */
async function snap(
  flow: Flow,
  camera: Camera,
  shape: DocumentShape | null,
  signal: AbortSignal,
): Promise<TakenPhoto> {
  const checks = shape && (await loadChecks(flow));
  for await (const frame of camera.frames(signal)) {
    try {
      const photo = await jpegOf(flow, frame);
      return { photo, doubt: shape && checks ? (await look(checks, frame, shape)).fault : null };
    } finally {
      frame.image.close();
    }
  }
  throw cameraEnded();
}

async function jpegOf(flow: Flow, { image, width, height }: Frame): Promise<Blob> {
  return new Blob([await (flow.parts.encodeJpeg ?? encodeJpeg)(image, width, height, QUALITY)], {
    type: 'image/jpeg',
  });
}

const cameraEnded = () =>
  new CameraError('camera_ended', 'The camera ended before a photo was taken.', { retryable: true });
