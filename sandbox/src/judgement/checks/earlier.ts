import { createHash } from 'node:crypto';
import { type FaceHashes, hashDistance } from '../../pictures/perceptual-hashes.ts';
import type { PictureReading } from '../../pictures/picture-reading.ts';
import type { Finding } from '../check-record.ts';
import type { EarlierFrames, Judgement, SeenFrame } from '../judgement.ts';

/**
 * A copy of a picture that was compressed again (JPEG 85) differs in 0 to 4 of 256 bits. So do two instants of somebody
 * sitting still, but not two turns of a head: hence nearly all pictures must have a twin in one earlier submission.
 */
const MAX_COPY_DISTANCE = 4;
const MIN_COPIED_SHARE = 0.9;
/**
 * Measured on three real clips: a face that was cropped, lit anew or compressed anew differs in 0 to 18 of 256 bits,
 * half of them in at most 8; mirrored in 17 to 42, half in at most 27, for the mesh is not as symmetrical as a mirror.
 * Of seven real clips, the second half against the first: one has a tenth of its faces below the line, the others
 * none; mirrored all differ in 44 and more. Rendered people who hold still are like themselves: up to 100 in 100.
 */
const MAX_FACE_DISTANCE = 12;
const MAX_MIRRORED_FACE_DISTANCE = 27;
const MIN_FACES_SHARE = 0.5;
/** The share of pictures that the scripted video of a synthetic person may show again, bit by bit. */
const MAX_REPEATED_SHARE = 0.5;
/** Pictures of a session with a turned head differ in 20 bits and more; those of one photo in none. */
const MIN_SPREAD = 8;

/**
 * Of 255, in the place of a thumbnail that differs most. Measured: one picture compressed again (JPEG 85) 3; pictures of
 * people 100 to 400 ms apart 4 at the least and 8 and more in 95 of 100, rendered people 6 and more.
 */
const MAX_STILL_DIFFERENCE = 3;
/** Somebody may sit very still once before a camera that smooths its noise away. */
const MAX_REPEATED = 1;
/** Recorded sessions of rendered people have up to 2 of 14. */
const MAX_REPEATED_FILM_SHARE = 1 / 3;

export const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url');

/**
 * No picture was submitted before, bit by bit. The scripted video of a synthetic person may show pictures again, but
 * not more than half of one session.
 */
export async function checkFramesNew(
  digests: readonly string[],
  earlier: EarlierFrames,
  syntheticFace: boolean,
): Promise<Finding> {
  const seen = await earlier.seenDigests(digests);
  const most = mostOfOneApplication(seen);
  const allowed = syntheticFace ? Math.floor(digests.length * MAX_REPEATED_SHARE) : 0;
  return { passed: most <= allowed, detail: { seen: most, of: digests.length } };
}

/** Not made of compressed-again copies of an earlier submission's pictures. */
export async function checkFramesNotAlike(
  hashes: readonly string[],
  earlier: EarlierFrames,
): Promise<Finding> {
  const seen = await earlier.seenHashes(hashes, MAX_COPY_DISTANCE);
  const most = mostOfOneApplication(seen);
  return { passed: most < hashes.length * MIN_COPIED_SHARE, detail: { alike: most, of: hashes.length } };
}

/**
 * Not made of what was submitted for this relative before, cut from several submissions, cropped, lit anew, compressed
 * anew or mirrored. Who sat still for two sessions one after the other may look so too: a person decides.
 */
export async function checkFacesNotAlike(
  faces: readonly FaceHashes[],
  earlier: EarlierFrames,
): Promise<Finding> {
  const known = await earlier.facesOfRelative();
  const isKnown = ({ hash, mirrored }: FaceHashes) =>
    known.some(
      (before) =>
        hashDistance(before, hash) <= MAX_FACE_DISTANCE ||
        hashDistance(before, mirrored) <= MAX_MIRRORED_FACE_DISTANCE,
    );
  const alike = faces.filter(isKnown).length;
  return { passed: alike < faces.length * MIN_FACES_SHARE, detail: { alike, of: faces.length } };
}

/** How many of the pictures were in that earlier submission that had most of them. */
function mostOfOneApplication(seen: readonly SeenFrame[]): number {
  const indices = new Map<string, Set<number>>();
  for (const { applicationId, index } of seen) {
    indices.set(applicationId, (indices.get(applicationId) ?? new Set()).add(index));
  }
  return Math.max(0, ...[...indices.values()].map(({ size }) => size));
}

/**
 * No picture of a session shows again what another one showed: a camera's pictures always differ, if only by their noise
 * and a breath. The scripted video of a synthetic person may, by chance, be at the same place again.
 */
export function checkFramesNotRepeated(
  digests: readonly string[],
  thumbnails: readonly Uint8Array[],
  syntheticFace: boolean,
): Finding {
  const equal = digests.length - new Set(digests).size;
  const again = thumbnails.filter((picture, at) =>
    thumbnails.slice(0, at).some((before) => greatestDifference(before, picture) <= MAX_STILL_DIFFERENCE),
  ).length;
  const passed = syntheticFace
    ? again <= Math.floor(digests.length * MAX_REPEATED_FILM_SHARE)
    : equal === 0 && again <= MAX_REPEATED;
  return { passed, detail: { equal, again, of: digests.length } };
}

function greatestDifference(a: Uint8Array, b: Uint8Array): number {
  let greatest = 0;
  for (let at = 0; at < a.length; at++) greatest = Math.max(greatest, Math.abs(a[at]! - b[at]!));
  return greatest;
}

/** The pictures of one session are not all one picture. */
export function checkFramesDiffer(hashes: readonly string[]): Finding {
  const first = hashes[0] ?? '';
  const spread = Math.max(0, ...hashes.map((hash) => hashDistance(first, hash)));
  return { passed: spread >= MIN_SPREAD, detail: { spread } };
}

/** Gathers what a judgement leaves behind to recognise its pictures by; kept even when a later check refuses. */
export type Remembered = Judgement['remember'][number][];

/** Notes the pictures: before they are read by their digests alone, so that a video that fails early is known again. */
export function remember(
  remembered: Remembered,
  frames: readonly { readonly n: number; readonly jpeg: Uint8Array }[],
  readings: readonly PictureReading[] = [],
): void {
  const noted = frames.map(({ n, jpeg }, at) => {
    const reading = readings[at];
    const read = reading?.readable ? reading : null;
    return {
      n,
      digest: digestOf(jpeg),
      hash: read?.hash ?? null,
      faceHash: read?.faceHashes?.hash ?? null,
    };
  });
  remembered.splice(0, remembered.length, ...noted);
}
