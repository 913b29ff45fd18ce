import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { hasFfmpeg, NO_FFMPEG } from '../../scripts/run-ffmpeg.mjs';
import { decodeTrace, encodeTrace } from '../../src/evidence/trace-codec.ts';
import { MODEL_SHA256 } from '../../src/landmarks/models.ts';
import { traceFrameOf } from '../../src/signals/trace-frame.ts';

const traceClip = fileURLToPath(new URL('../trace-clip.mjs', import.meta.url));

/** A video of which there is no trace and none can be made; the message is a plain sentence without its full stop. */
export class TraceError extends Error {}

/**
 * What the shipped engine saw of videos, kept in a folder: a video is looked at once, and a run that was broken off goes on.
 *
 * @param {string | undefined} folder where the traces stay, NAME.jsonl as `bench/trace-clip.mjs` writes them; by default
 *   a folder that goes with this process.
 */
export function openTraces(folder) {
  const traces = folder ?? scratchFolder();
  mkdirSync(traces, { recursive: true });
  return {
    folder: traces,
    /**
     * The trace of a video; made where it is missing or of other models. It appears when it is whole. Where a kept trace
     * stands in for the video, that one.
     *
     * @throws TraceError
     */
    async of(film, clip) {
      if (film.endsWith(KEPT_TRACE)) return keptTrace(film);
      const trace = join(traces, `${clip}.jsonl`);
      if (isUsable(trace)) return trace;
      if (!hasFfmpeg()) throw new TraceError(NO_FFMPEG);
      const part = `${trace}.${process.pid}.part`;
      const code = await run([traceClip, film, '--json', part], () => rmSync(part, { force: true }));
      if (code !== 0) throw new TraceError(`there are no landmarks of ${film}`);
      renameSync(part, trace);
      return trace;
    },
  };
}

function keptTrace(path) {
  if (readKeptTrace(path).modelSha256 === MODEL_SHA256) return path;
  throw new TraceError(`${path} is of other models, and has to be made again from its film`);
}

/** Whether the models of today made it. Its header says so. */
function isUsable(trace) {
  if (!existsSync(trace)) return false;
  const file = openSync(trace, 'r');
  try {
    const bytes = Buffer.alloc(4096);
    const [header] = bytes.toString('utf8', 0, readSync(file, bytes)).split('\n');
    return JSON.parse(header).modelSha256 === MODEL_SHA256;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  } finally {
    closeSync(file);
  }
}

function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-traces-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @param {() => void} forget what it left behind where this process ends first. */
async function run(args, forget) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const end = () => {
    child.kill();
    forget();
  };
  process.once('exit', end);
  try {
    return await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  } finally {
    process.off('exit', end);
  }
}

/**
 * What the shipped engine saw of a video, small enough to be committed in the video's stead: brotli over a line of JSON,
 * {clip, fps, modelSha256}, and the bytes of the trace that the element would have sent (src/evidence/trace-codec.ts).
 */
export const KEPT_TRACE = '.trace.br';

export function writeKeptTrace(path, { clip, fps, frames }) {
  const { frameWidth: width, frameHeight: height } = frames.find(({ kind }) => kind === 'face');
  const header = Buffer.from(`${JSON.stringify({ clip, fps, modelSha256: MODEL_SHA256 })}\n`);
  const bytes = Buffer.concat([header, encodeTrace({ width, height, records: frames })]);
  writeFileSync(path, compress(bytes));
}

/** @returns {{clip: string, fps: number, modelSha256: string, width: number, height: number, frames: import('../../src/signals/trace-frame.ts').TraceFrame[]}} */
function readKeptTrace(path) {
  const bytes = brotliDecompressSync(readFileSync(path));
  const end = bytes.indexOf('\n');
  const { trace } = decodeTrace(bytes.subarray(end + 1));
  const { width, height, records: frames } = trace;
  return { ...JSON.parse(bytes.toString('utf8', 0, end)), width, height, frames };
}

/** The truth of a video, as small. */
export const writeKeptTruth = (path, text) => writeFileSync(path, compress(Buffer.from(text)));
export const readKeptTruth = (path) => brotliDecompressSync(readFileSync(path)).toString('utf8');

const compress = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** Trace frames out of what `bench/trace-clip.mjs` wrote, or of a kept trace, with the video's own size and frames a second. */
export function framesOf(path) {
  if (path.endsWith(KEPT_TRACE)) return readKeptTrace(path);
  const [header, ...lines] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { width, height, fps } = header;
  return { width, height, fps, frames: lines.map((line) => traceFrameOf(detectionOf(line, header), 0)) };
}

function detectionOf(line, { width: frameWidth, height: frameHeight }) {
  if (line.kind !== 'face') return line;
  const bytes = Buffer.from(line.points, 'base64');
  const points = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return { ...line, face: { ...line, frameWidth, frameHeight, points } };
}
