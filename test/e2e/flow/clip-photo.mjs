import sharp from 'sharp';
import { runFfmpeg } from '../../../scripts/run-ffmpeg.mjs';
import { createNodeDetector } from '../../../src/landmarks/node-host.ts';
import { measure } from '../../../src/signals/measure.ts';
import { quantize } from '../../../src/signals/trace-frame.ts';

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

/**
 * Frames of a clip as RGB, in memory only: nothing of it is written anywhere.
 *
 * @param {string} file any video that ffmpeg reads
 * @param {{perSecond?: number, maxFrames?: number, span?: {startS: number, endS: number}|null}} [options] default 4 a
 *   second, 240 at most, of the whole clip
 * @returns {AsyncGenerator<{data: Uint8Array, width: number, height: number, atS: number}>}
 */
async function* clipFrames(file, { perSecond = 4, maxFrames = 240, span = null } = {}) {
  const asPictures = ['-vf', `fps=${perSecond}`, '-frames:v', String(maxFrames)];
  const from = span ? ['-ss', String(span.startS), '-t', String(span.endS - span.startS)] : [];
  const ffmpeg = runFfmpeg([...from, '-i', file, ...asPictures, '-f', 'image2pipe', '-c:v', 'ppm', '-']);
  let rest = Buffer.alloc(0);
  let at = 0;
  try {
    for await (const chunk of ffmpeg.stdout) {
      rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
      for (let picture = readPpm(rest); picture; picture = readPpm(rest)) {
        rest = rest.subarray(picture.end);
        const { data, width, height } = picture;
        yield { data, width, height, atS: (span?.startS ?? 0) + at++ / perSecond };
      }
    }
    await ffmpeg.done;
  } finally {
    ffmpeg.stop();
  }
}

/** The first picture in `bytes` (netpbm's binary PPM, 8 bits), or null while it is not whole. */
export function readPpm(bytes) {
  const header = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.subarray(0, 40).toString('latin1'));
  if (!header) return null;
  const [width, height] = [Number(header[1]), Number(header[2])];
  const end = header[0].length + width * height * 3;
  if (bytes.length < end) return null;
  return { data: new Uint8Array(bytes.subarray(header[0].length, end)), width, height, end };
}

/** Wider than this from straight ahead, degrees: no photo for a register. */
const MAX_YAW_DEGREES = 20;
const MAX_PITCH_DEGREES = 20;
const MAX_ROLL_DEGREES = 20;
/** Between the outer eye corners, pixels: smaller faces give no descriptor. */
const MIN_INTER_OCULAR_PX = 40;
/** Of the clip's own most open eyes: below, they are shut or half shut. */
const MIN_OPENNESS = 0.7;

/**
 * Orders the frames of a clip by how good a register photo they make: large, frontal, eyes open, sharp. Frames that
 * make none come last, so that the first one is the best that there is.
 *
 * @param {{atS: number, signals: import('../../../src/signals/measure.ts').Signals, sharpness: number}[]} frames
 *   those with exactly one face; `sharpness`: any measure that rises with it
 */
export function rankPhotos(frames) {
  const openness = ({ signals }) => (signals.earLeft + signals.earRight) / 2;
  const most = (of) => Math.max(...frames.map(of), Number.EPSILON);
  const widestOpen = most(openness);
  const largest = most(({ signals }) => signals.interOcularPx);
  const sharpest = most(({ sharpness }) => sharpness);
  return frames
    .map((frame) => {
      const { yawDegrees, pitchDegrees, rollDegrees, interOcularPx } = frame.signals;
      const open = openness(frame) / widestOpen;
      const usable =
        Math.abs(yawDegrees) <= MAX_YAW_DEGREES &&
        Math.abs(pitchDegrees) <= MAX_PITCH_DEGREES &&
        Math.abs(rollDegrees) <= MAX_ROLL_DEGREES &&
        interOcularPx >= MIN_INTER_OCULAR_PX &&
        open >= MIN_OPENNESS;
      const away = (yawDegrees / 10) ** 2 + (pitchDegrees / 12) ** 2 + (rollDegrees / 15) ** 2;
      const frontal = 1 / (1 + away);
      const score =
        frontal * open * Math.sqrt(interOcularPx / largest) * (frame.sharpness / sharpest) ** 0.25;
      return { frame, usable, score };
    })
    .sort((a, b) => Number(b.usable) - Number(a.usable) || b.score - a.score)
    .map(({ frame }) => frame);
}
