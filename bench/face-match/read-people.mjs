import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { lookAtPictures } from '../../sandbox/src/pictures/look-at-pictures.ts';
import { withProgress } from '../../scripts/progress.mjs';
import { runFfmpeg } from '../../scripts/run-ffmpeg.mjs';

/** Where a person of the scripted videos rests, seconds of the clip. */
const AT_S = [0.4, 1, 1.6, 2.2, 2.8];

/**
 * What the judgement's own reader makes of each person's photo and frames: descriptors. Frames without a face are left out,
 * and so are people without any.
 */
export async function readPeople(people) {
  const reader = await lookAtPictures();
  const describe = async (kind, bytes) => {
    const [reading] = await reader.read(kind, [new Uint8Array(bytes)]);
    return reading.readable ? reading.descriptor : null;
  };
  const read = [];
  try {
    for await (const { name, film, photo, groups } of withProgress(people, (person) => person.name)) {
      const frames = [];
      for (const jpeg of await framesOf(film)) {
        const descriptor = await describe('key_frame', jpeg);
        if (descriptor) frames.push(descriptor);
      }
      if (frames.length === 0) continue;
      read.push({ name, groups, frames, photo: photo && (await describe('photo', photo)) });
    }
  } finally {
    await reader.close();
  }
  return read;
}

async function framesOf(film) {
  if (film.endsWith('.jpg')) return [readFileSync(film)];
  const frames = [];
  for (const atS of AT_S) {
    const args = ['-ss', String(atS), '-i', film, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'mjpeg'];
    const { stdout, done } = runFfmpeg([...args, '-q:v', '3', '-']);
    const [jpeg] = await Promise.all([buffer(stdout), done]);
    if (jpeg.length > 0) frames.push(jpeg);
  }
  return frames;
}
