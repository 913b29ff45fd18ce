import { readFileSync } from 'node:fs';
import { traceFrameOf } from '../../src/signals/trace-frame.ts';
import { KEPT_TRACE, readKeptTrace } from './kept-trace.mjs';

/** Trace frames out of what `bench/trace-clip.mjs` wrote, or of a kept trace, with the film's own size and frames a second. */
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
