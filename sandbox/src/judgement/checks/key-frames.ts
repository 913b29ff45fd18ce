import type { StepAction } from '@family-auth/library/protocol/challenge.ts';
import type { KeyFrame } from '@family-auth/library/protocol/submission.ts';
import type { TraceFace } from '@family-auth/library/signals/trace-frame.ts';
import type { PictureReading, ReadPicture } from '../../pictures/picture-reading.ts';
import type { Finding } from '../check-record.ts';

/** Below this variance of the Laplacian a face is a smear: a soft webcam gives 20 to 50. */
const MIN_SHARPNESS = 8;
/** Narrower pictures than the discovery document allows. */
const MIN_WIDTH = 320;

/** A key frame as the manifest lists it, with what the server sees in its pixels. */
export interface ReadKeyFrame extends KeyFrame {
  readonly action: StepAction;
  readonly picture: ReadPicture;
}

/** A key frame with one face, next to what the trace says of the same instant. */
export interface SeenKeyFrame extends ReadKeyFrame {
  /** From the pixels, by the server. */
  readonly seen: TraceFace;
  readonly descriptor: Float32Array;
  /** From the trace, by the client. */
  readonly claimed: TraceFace;
}

export function checkFramesReadable(readings: readonly PictureReading[]): Finding {
  const broken = readings.findIndex(({ readable }) => !readable);
  const reading = readings[broken];
  if (!reading || reading.readable) return { passed: true, detail: { frames: readings.length } };
  return { passed: false, detail: { frame: broken, why: reading.why } };
}

/** Key frames have the trace's size, or are scaled down from it without a change of shape. */
export function checkFrameSize(frames: readonly ReadKeyFrame[], width: number, height: number): Finding {
  const other = frames.find(({ picture }) => {
    const scale = picture.width / width;
    return scale > 1 || picture.width < MIN_WIDTH || Math.abs(height * scale - picture.height) > 1;
  });
  if (!other) return { passed: true, detail: { width, height } };
  return {
    passed: false,
    detail: { part: other.n, width: other.picture.width, height: other.picture.height },
  };
}

export function checkOneFace(frames: readonly ReadKeyFrame[]): Finding {
  const bad = frames.find(({ picture }) => picture.faces !== 'one');
  return bad ? { passed: false, detail: { part: bad.n, faces: bad.picture.faces } } : { passed: true };
}

export function checkSharpness(frames: readonly ReadKeyFrame[]): Finding {
  const values = frames.map(({ picture }) => picture.sharpness).sort((a, b) => a - b);
  const median = values[values.length >> 1] ?? 0;
  return { passed: median >= MIN_SHARPNESS, detail: { median: Math.round(median) } };
}
