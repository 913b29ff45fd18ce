import { runFfmpeg } from '../../../scripts/run-ffmpeg.mjs';

/**
 * Frames of a clip as RGB, in memory only: nothing of it is written anywhere.
 *
 * @param {string} file any video that ffmpeg reads
 * @param {{perSecond?: number, maxFrames?: number, span?: {startS: number, endS: number}|null}} [options] default 4 a
 *   second, 240 at most, of the whole clip
 * @returns {AsyncGenerator<{data: Uint8Array, width: number, height: number, atS: number}>}
 */
export async function* clipFrames(file, { perSecond = 4, maxFrames = 240, span = null } = {}) {
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
