// npm run conformance:person: makes the rendered person whom the conformance kit shows to a backend. See HELP.

import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { readOptions } from '../scripts/command.mjs';
import { runFfmpeg } from '../scripts/run-ffmpeg.mjs';

const HELP = `Makes conformance/person/ out of a clip of src/testing/people: the segments in which every action is performed, as
pictures and as what the landmark model sees in these very pictures. Needs ffmpeg on the PATH. What it makes is committed, so that
the kit needs neither a camera nor a browser nor the model; to be run again where the clip or the model has changed.

  npm run conformance:person
`;

const [WIDTH, HEIGHT] = [640, 480];
/** From this rate on a double blink is asked for. */
const FPS = 20;
const QUALITY = 62;
/** Of what is played over and over a part is enough, and the lids are seen moving: seconds of the clip instead of its segments'. */
const CUT = {
  neutral: [0, 1.5],
  'eyes-close': [3, 3.25],
  'eyes-closed': [3.35, 4.05],
  'eyes-open': [5.65, 6.15],
};

readOptions({ name: 'conformance:person', help: HELP, options: {} });
const { encodeTrace } = await import('../src/evidence/trace-codec.ts');
const { createNodeDetector } = await import('../src/landmarks/node-host.ts');
const { traceFrameOf } = await import('../src/signals/trace-frame.ts');

const folder = new URL('../conformance/person/', import.meta.url);
const people = new URL('../src/testing/people/', import.meta.url);
const pixels = await pixelsOf(new URL('anna.webm', people));
const clip = JSON.parse(readFileSync(new URL('anna.segments.json', people), 'utf8'));
const detector = await createNodeDetector();
const pictures = [];
const records = [];
const segments = {};
let next = 0;
for (const { name, ...whole } of clip.segments) {
  const [from, to] = (CUT[name] ?? [whole.startS, whole.endS]).map((timeS) => Math.round(timeS * FPS));
  // What does not go on from the segment before is a video of its own: the face is looked for anew.
  if (from !== next) detector.reset();
  const first = pictures.length;
  for (let frame = from; frame < to; frame++) await keep(pixels(frame));
  segments[name] = [first, pictures.length];
  next = to;
}
detector.close();
writeFileSync(new URL('anna.pictures', folder), Buffer.concat(pictures));
writeFileSync(new URL('anna.trace', folder), encodeTrace({ width: WIDTH, height: HEIGHT, records }));
writeFileSync(
  new URL('anna.json', folder),
  `${JSON.stringify({ width: WIDTH, height: HEIGHT, fps: FPS, segments }, null, 2)}\n`,
);
const bytes = pictures.reduce((sum, { length }) => sum + length, 0);
console.log(`${pictures.length} pictures, ${bytes} bytes`);

/** Compresses a picture, and looks at what came of it. */
async function keep(data) {
  const picture = await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .webp({ quality: QUALITY, effort: 6 })
    .toBuffer();
  const seen = await sharp(picture).removeAlpha().raw().toBuffer();
  const timestampMs = Math.round(((pictures.length + 1) * 1000) / FPS);
  const detection = await detector.detectPixels({
    data: new Uint8Array(seen),
    width: WIDTH,
    height: HEIGHT,
    timestampMs,
  });
  if (detection.kind !== 'face') throw new Error(`Picture ${pictures.length} shows ${detection.kind}.`);
  pictures.push(picture);
  records.push(traceFrameOf(detection, 0));
}

/** The frames of a clip as raw RGB. */
async function pixelsOf(clip) {
  const args = ['-i', clip.pathname, '-r', String(FPS), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout, done } = runFfmpeg(args);
  const bytes = Buffer.concat(await Array.fromAsync(stdout));
  await done;
  const size = WIDTH * HEIGHT * 3;
  return (frame) => bytes.subarray(frame * size, (frame + 1) * size);
}
