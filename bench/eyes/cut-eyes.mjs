// node bench/eyes/cut-eyes.mjs: what train.py learns from, cut out of films whose truth is known.

import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { readOptions, requireNode, UsageError } from '../../scripts/command.mjs';

const HELP = `For each film NAME.mp4 with its truth NAME.gt.json, and with what bench:liveness keeps of it as NAME.jsonl (--traces): of each
face and eye (right, then left, mirrored) the 512 features on which the eye model's own layers end (NAME.features, 16-bit
floats), the eye's surroundings as 40 x 48 bytes of luma (NAME.luma), and frame numbers and openness by the truth
(NAME.json: {frames: [{frame, openness: [right, left], segment}]}). Needs ffmpeg on the PATH; half a minute a film.

  node bench/eyes/cut-eyes.mjs --clips DIR --traces DIR --out DIR

Exit code: 0; a wrong command 2.
`;

/** The cut-out of the eye model's square of 64 x 64 pixels. */
const TOP = 12;
const LEFT = 8;
const ROWS = 40;
const COLUMNS = 48;

requireNode();
const { clips, traces, out } = readOptions({
  name: 'cut-eyes',
  help: HELP,
  seeHelp: 'node bench/eyes/cut-eyes.mjs --help',
  options: { clips: { type: 'string' }, traces: { type: 'string' }, out: { type: 'string' } },
  check({ values }) {
    for (const name of ['clips', 'traces', 'out'])
      if (!values[name]) throw new UsageError(`--${name} DIR is needed`);
    return values;
  },
});
const { EYE_INPUT_SIDE: SIDE, LIDS } = await import('../../src/landmarks/face-programs.ts');
const { loadProgram } = await import('../../src/landmarks/graph-program.ts');
const { loadGraph } = await import('../../src/landmarks/load-graph.ts');
const { readModels, startWasm } = await import('../../src/landmarks/node-host.ts');
const { recordProgram } = await import('../../src/landmarks/record-program.ts');
const { eyeSquares } = await import('../../src/landmarks/eye-model.ts');

await startWasm();
const graph = loadGraph(LIDS.source, await readModels());
const [squares] = LIDS.cut.inputs;
const features = loadProgram(
  recordProgram(graph, { inputs: [squares], outputs: ['StatefulPartitionedCall/model/p_re_lu_36/Relu'] }),
);
mkdirSync(out, { recursive: true });
for (const file of readdirSync(clips).filter((name) => name.endsWith('.mp4'))) {
  const name = file.slice(0, -'.mp4'.length);
  if (existsSync(join(out, `${name}.json`)) || !existsSync(join(traces, `${name}.jsonl`))) continue;
  console.log(`${name}: ${await cut(name)} faces`);
}

async function cut(name) {
  const truth = JSON.parse(readFileSync(join(clips, `${name}.gt.json`), 'utf8'));
  const [head, ...lines] = readFileSync(join(traces, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map(JSON.parse);
  const [toFeatures, toLuma] = ['features', 'luma'].map((end) => openSync(join(out, `${name}.${end}`), 'w'));
  const frames = [];
  let frame = 0;
  for await (const data of pictures(join(clips, `${name}.mp4`), head)) {
    const line = lines[frame];
    if (line?.kind === 'face') {
      const eyes = eyeSquares({ data, width: head.width, height: head.height }, pointsOf(line));
      writeSync(toFeatures, new Uint8Array(Float16Array.from(await features.run(eyes)).buffer));
      writeSync(toLuma, lumaOf(eyes));
      const { openR, openL } = truth.frames[Math.min(frame, truth.frames.length - 1)].heads[0];
      const seconds = frame / head.fps;
      const segment = truth.segments.find(({ startS, endS }) => startS <= seconds && seconds <= endS)?.name;
      frames.push({ frame, openness: [openR, openL], segment: segment ?? null });
    }
    frame++;
  }
  closeSync(toFeatures);
  closeSync(toLuma);
  writeFileSync(join(out, `${name}.json`), JSON.stringify({ frames }));
  return frames.length;
}

function pointsOf({ points }) {
  const bytes = Buffer.from(points, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function lumaOf(eyes) {
  const luma = new Uint8Array(2 * ROWS * COLUMNS);
  luma.forEach((_, at) => {
    const row = TOP + (Math.floor(at / COLUMNS) % ROWS);
    const pixel = (Math.floor(at / (ROWS * COLUMNS)) * SIDE + row) * SIDE + LEFT + (at % COLUMNS);
    const [red, green, blue] = eyes.subarray(pixel * 3, pixel * 3 + 3);
    luma[at] = Math.round(255 * (0.299 * red + 0.587 * green + 0.114 * blue));
  });
  return luma;
}

async function* pictures(film, { width, height, fps }) {
  const args = ['-v', 'error', '-i', film, '-r', String(fps), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const size = width * height * 3;
  let rest = Buffer.alloc(0);
  for await (const chunk of ffmpeg.stdout) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= size; rest = rest.subarray(size)) yield rest.subarray(0, size);
  }
}
