import sharp from 'sharp';
import { createNodeDetector } from '../../../src/landmarks/node-host.ts';
import { measure } from '../../../src/signals/measure.ts';
import { quantize } from '../../../src/signals/trace-frame.ts';
import { clipFrames } from './clip-frames.mjs';
import { rankPhotos } from './pick-photo.mjs';

/** Enough to choose from, once there are faces; a clip without any is looked at to its end. */
const ENOUGH_FACES = 24;
/** So many of the best are handed out. */
const CHOICE = 3;

/**
 * Photos of the person in a clip as a register would hold them, best first, as JPEG in memory. Empty when no frame
 * shows exactly one face.
 *
 * @param {string} file
 * @param {{startS: number, endS: number}|null} [span] only this stretch of it
 * @returns {Promise<{jpeg: Uint8Array, atS: number}[]>}
 */
export async function photosOfClip(file, span = null) {
  const detector = await createNodeDetector();
  const faces = [];
  try {
    for await (const frame of clipFrames(file, { span })) {
      const found = await detector.detectStill({ ...frame, timestampMs: 0 });
      if (found.kind !== 'face') continue;
      const sharpness = sharpnessOf(frame, found.face.points);
      faces.push({ ...frame, signals: measure(quantize(found.face, 0)), sharpness });
      if (faces.length >= ENOUGH_FACES) break;
    }
  } finally {
    detector.close();
  }
  const best = rankPhotos(faces).slice(0, CHOICE);
  return Promise.all(best.map(async (frame) => ({ jpeg: await jpegOf(frame), atS: frame.atS })));
}

const jpegOf = ({ data, width, height }) =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();

/** Mean square of the step from pixel to pixel in green, over the box of the face. */
function sharpnessOf({ data, width, height }, points) {
  const xs = points.filter((_, at) => at % 3 === 0);
  const ys = points.filter((_, at) => at % 3 === 1);
  const [left, right] = [Math.max(0, Math.min(...xs)), Math.min(width - 1, Math.max(...xs))].map(Math.floor);
  const [top, bottom] = [Math.max(0, Math.min(...ys)), Math.min(height, Math.max(...ys))].map(Math.floor);
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * width + x) * 3 + 1;
      sum += (data[at + 3] - data[at]) ** 2;
      count++;
    }
  }
  return count ? sum / count : 0;
}
