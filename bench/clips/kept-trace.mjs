import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { decodeTrace, encodeTrace } from '../../src/evidence/trace-codec.ts';
import { MODEL_SHA256 } from '../../src/landmarks/models.ts';

/**
 * What the shipped engine saw of a film, small enough to be committed in the film's stead: brotli over a line of JSON,
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
export function readKeptTrace(path) {
  const bytes = brotliDecompressSync(readFileSync(path));
  const end = bytes.indexOf('\n');
  const { trace } = decodeTrace(bytes.subarray(end + 1));
  const { width, height, records: frames } = trace;
  return { ...JSON.parse(bytes.toString('utf8', 0, end)), width, height, frames };
}

/** The truth of a film, as small. */
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
