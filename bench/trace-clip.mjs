import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { readOptions, UsageError } from '../scripts/command.mjs';
import { MODEL_SHA256 } from '../src/landmarks/models.ts';
import { createNodeDetector } from '../src/landmarks/node-host.ts';

const HELP = `Landmarks of every frame of a video file, for tuning and for looking at a clip. Needs ffmpeg on the PATH.

  node bench/trace-clip.mjs VIDEO [--json OUT]

Without --json only a summary is printed; nothing else is written anywhere. OUT holds JSON lines. First a header:
  {"clip":"NAME.mp4","width":640,"height":480,"fps":30,"modelSha256":"…"}
then one line a frame, in order:
  {"frame":0,"kind":"face","timestampMs":0,"confidence":0.99,"light":{"mean":…,"left":…,"right":…},
   "lidAperture":{"left":…,"right":…},"points":"…"}
  {"frame":1,"kind":"none","timestampMs":33.333}
  {"frame":2,"kind":"many","timestampMs":66.667,"count":2}
points is base64 of a little-endian Float32Array of 468 x (x, y, z) in frame pixels (see src/landmarks/face.ts):
  const bytes = Buffer.from(line.points, 'base64');
  const points = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
timestampMs is frame / fps: the clip's own time is the clock.

Exit code: 0, or 1 when the clip cannot be read; a wrong command 2.
`;

/** No camera is faster. */
const MAX_FPS = 120;

const { video, json } = readOptions({
  name: 'trace-clip',
  help: HELP,
  seeHelp: 'node bench/trace-clip.mjs --help',
  options: { json: { type: 'string' } },
  allowPositionals: true,
  check({ values, positionals }) {
    if (positionals.length !== 1) throw new UsageError('expected one video');
    return { ...values, video: positionals[0] };
  },
});

const { width, height, fps } = probe(video);
const out = json ? createWriteStream(json) : null;
const write = (line) => out?.write(`${JSON.stringify(line)}\n`);
write({ clip: basename(video), width, height, fps, modelSha256: MODEL_SHA256 });

const detector = await createNodeDetector();
const seen = { face: 0, none: 0, many: 0 };
let frame = 0;
let busyMs = 0;
for await (const data of frames(video, width * height * 3)) {
  const startedMs = performance.now();
  const detection = await detector.detectPixels({ data, width, height, timestampMs: (frame * 1000) / fps });
  busyMs += performance.now() - startedMs;
  seen[detection.kind]++;
  write(asLine(frame, detection));
  frame++;
}
detector.close();
if (out) await finished(out.end());
const msEach = (busyMs / frame).toFixed(1);
console.log(`${basename(video)}: ${frame} frames (${JSON.stringify(seen)}), ${msEach} ms a frame`);

function asLine(frame, { face, ...detection }) {
  const line = { frame, ...detection, timestampMs: Math.round(detection.timestampMs * 1000) / 1000 };
  if (!face) return line;
  const points = Buffer.from(face.points.buffer, face.points.byteOffset, face.points.byteLength).toString(
    'base64',
  );
  return { ...line, confidence: face.confidence, light: face.light, lidAperture: face.lidAperture, points };
}

function probe(path) {
  const entries = 'stream=width,height,r_frame_rate,avg_frame_rate:stream_side_data=rotation';
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries];
  try {
    const { streams } = JSON.parse(
      execFileSync('ffprobe', [...args, '-of', 'json', path], { encoding: 'utf8' }),
    );
    const [{ width, height, side_data_list: sides = [] }] = streams;
    // A telephone held upright: frames are turned when they are decoded.
    const isTurned = sides.some(({ rotation = 0 }) => rotation % 180 !== 0);
    return { ...(isTurned ? { width: height, height: width } : { width, height }), fps: rateOf(streams[0]) };
  } catch (error) {
    return fail(
      error.code === 'ENOENT' ? 'ffmpeg is not installed; it decodes the clip.' : String(error.message),
    );
  }
}

/** A video of changing rate names the least common one of all its frames: then the mean counts. */
function rateOf({ r_frame_rate: common, avg_frame_rate: mean }) {
  const [commonFps, meanFps] = [common, mean].map((rate) => {
    const [frames, seconds] = rate.split('/').map(Number);
    return frames / seconds;
  });
  return commonFps > MAX_FPS && meanFps > 0 ? Math.round(meanFps) : commonFps;
}

/** Raw RGB frames of exactly `size` bytes, evenly apart. */
async function* frames(path, size) {
  const args = ['-v', 'error', '-i', path, '-r', String(fps), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let parts = [];
  let length = 0;
  for await (const chunk of ffmpeg.stdout) {
    parts.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    let rest = Buffer.concat(parts);
    for (; rest.length >= size; rest = rest.subarray(size)) yield rest.subarray(0, size);
    parts = [rest];
    length = rest.length;
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
