import { type Bytes, concatBytes, utf8 } from '../base/bytes.ts';
import type { Trace, TraceRecord } from '../challenge/trace.ts';
import type { TraceFace } from '../signals/trace-frame.ts';
import { MOUTH_LANDMARKS, TRACE_LANDMARKS } from '../signals/trace-landmarks.ts';
import { EvidenceError } from './evidence.ts';

/**
 * The trace as bytes.
 *
 *     header   'FAPT' · version u8 = 4 · points u8 = 53 · width u16 · height u16         (big endian, 10 bytes)
 *     record   kind u8 · time varint (milliseconds after the record before, the first after 0) · body
 *       0 none      no body
 *       1 many      no body
 *       2 face      light mean, left, right u8 x 3 · lids · 53 x (x, y, z) signed varints: each the difference in 1/16 pixel
 *                   from the same coordinate of the last face in the trace, of the first from 0 · mouth
 *       3 reveal    step u8
 *     lids     0 when they were not measured, else 1, or 2 with what was learned · opening of the left eye, of the right
 *              varint x 2, in 1/1000 of the eye's width · with 2 what was learned of the same varint x 2, in 1/1000 of an open eye
 *     mouth    0 when it was not measured, else 1 · 5 x (x, y, z) signed varints, each the difference from the same coordinate of
 *              the last mouth in the trace, of the first from 0
 *
 * Varints are unsigned LEB128 in their shortest form, signed ones zigzag coded first; so a trace has one encoding only.
 * Each record is complete in itself, so bytes can be hashed as frames come. About 190 bytes a face.
 */

const MAGIC = utf8('FAPT');
/** Version 3 knew no mouth, version 2 no learned opening of the lids either; nothing else differs, and their traces are read. */
const VERSION = 4;
const OLDEST_VERSION = 2;
const WITHOUT_MOUTH = 3;
const COORDINATES = TRACE_LANDMARKS.length * 3;
const MOUTH_COORDINATES = MOUTH_LANDMARKS.length * 3;
/** Three minutes at 125 frames a second, and more: no honest trace is longer, and none may fill the backend's memory. */
const MAX_RECORDS = 30_000;
const KINDS = ['none', 'many', 'face', 'reveal'] as const;

/** Encodes records one by one. */
export interface TraceEncoder {
  readonly header: Bytes;
  /** @throws RangeError for a time before that of the last record, or a face of another frame size. */
  append(record: TraceRecord): Bytes;
}

export function createTraceEncoder(width: number, height: number): TraceEncoder {
  let lastMs = 0;
  let points = new Int16Array(COORDINATES);
  let mouth = new Int16Array(MOUTH_COORDINATES);
  return {
    header: new Uint8Array([
      ...MAGIC,
      VERSION,
      TRACE_LANDMARKS.length,
      width >> 8,
      width & 0xff,
      height >> 8,
      height & 0xff,
    ]),
    append(record) {
      const elapsedMs = record.timestampMs - lastMs;
      if (!(elapsedMs >= 0) || !Number.isInteger(elapsedMs))
        throw new RangeError('The timestamps of a trace must not decrease.');
      const bytes: number[] = [KINDS.indexOf(record.kind)];
      pushVarint(bytes, elapsedMs);
      if (record.kind === 'reveal') bytes.push(record.step);
      if (record.kind === 'face') {
        if (record.frameWidth !== width || record.frameHeight !== height) {
          throw new RangeError('All frames of a trace must have the same size.');
        }
        bytes.push(record.light.mean, record.light.left, record.light.right);
        pushLids(bytes, record.lids);
        pushCoordinates(bytes, record.points, points);
        points = record.points.slice();
        bytes.push(record.mouth ? 1 : 0);
        if (record.mouth) {
          pushCoordinates(bytes, record.mouth, mouth);
          mouth = record.mouth.slice();
        }
      }
      lastMs = record.timestampMs;
      return new Uint8Array(bytes);
    },
  };
}

export function encodeTrace({ width, height, records }: Trace): Bytes {
  const encoder = createTraceEncoder(width, height);
  return concatBytes(encoder.header, ...records.map((record) => encoder.append(record)));
}

export interface DecodedTrace {
  readonly trace: Trace;
  /** For each record, the offset of the byte after it. */
  readonly ends: readonly number[];
}

/**
 * Reads a trace. Checks form only; whether it makes sense is for `replayTrace`.
 *
 * @throws {@link EvidenceError} `trace_malformed` for anything that {@link encodeTrace} would not have written.
 * @example
 * ```ts
 * import { decodeTrace } from 'family-auth/verify';
 *
 * const framesIn = (bytes: Uint8Array) =>
 *   decodeTrace(bytes).trace.records.filter(({ kind }) => kind !== 'reveal').length;
 * const header = [0x46, 0x41, 0x50, 0x54, 4, 53, 2, 128, 1, 224];
 * framesIn(new Uint8Array([...header, 0, 33, 0, 33])); // → 2
 * ```
 */
export function decodeTrace(bytes: Uint8Array): DecodedTrace {
  const reader = new ByteReader(bytes);
  const { version, width, height } = readHeader(reader);
  const records: TraceRecord[] = [];
  const ends: number[] = [];
  let lastMs = 0;
  let points = new Int16Array(COORDINATES);
  let mouth = new Int16Array(MOUTH_COORDINATES);
  while (!reader.atEnd) {
    if (records.length === MAX_RECORDS) throw malformed('The trace has too many records.');
    const kind = KINDS[reader.uint8()];
    if (kind === undefined) throw malformed('A record has an unknown kind.');
    const timestampMs = lastMs + reader.varint();
    if (timestampMs > 0xffffffff) throw malformed('A timestamp does not fit into 32 bits.');
    lastMs = timestampMs;
    if (kind === 'face') {
      const frame = { timestampMs, frameWidth: width, frameHeight: height };
      const face = readFace(reader, version, { points, mouth }, frame);
      points = face.points;
      mouth = face.mouth ?? mouth;
      records.push(face);
    } else if (kind === 'reveal') {
      records.push({ kind, timestampMs, step: reader.uint8() });
    } else {
      records.push({ kind, timestampMs });
    }
    ends.push(reader.offset);
  }
  return { trace: { width, height, records }, ends };
}

const malformed = (why: string) => new EvidenceError('trace_malformed', why);

function readHeader(reader: ByteReader): { version: number; width: number; height: number } {
  if (MAGIC.some((byte) => byte !== reader.uint8()))
    throw malformed('The bytes do not start with the magic number of a trace.');
  const version = reader.uint8();
  if (version < OLDEST_VERSION || version > VERSION)
    throw malformed('The version of the trace is not supported.');
  if (reader.uint8() !== TRACE_LANDMARKS.length)
    throw malformed('The number of landmarks in the trace is not the one that is expected.');
  const [width, height] = [reader.uint16(), reader.uint16()];
  if (width === 0 || height === 0) throw malformed('The frame size of the trace is 0.');
  return { version, width, height };
}

function readFace(
  reader: ByteReader,
  version: number,
  before: { readonly points: Int16Array; readonly mouth: Int16Array },
  frame: Pick<TraceFace, 'timestampMs' | 'frameWidth' | 'frameHeight'>,
): TraceFace & { points: Int16Array<ArrayBuffer>; mouth: Int16Array<ArrayBuffer> | null } {
  const light = { mean: reader.uint8(), left: reader.uint8(), right: reader.uint8() };
  const lids = readLids(reader, version);
  const points = readCoordinates(reader, before.points);
  const mouth = version > WITHOUT_MOUTH && readFlag(reader) ? readCoordinates(reader, before.mouth) : null;
  return { kind: 'face', ...frame, points, mouth, light, lids };
}

function pushCoordinates(bytes: number[], coordinates: Int16Array, before: Int16Array): void {
  coordinates.forEach((value, offset) => {
    pushSignedVarint(bytes, value - before[offset]!);
  });
}

function readCoordinates(reader: ByteReader, before: Int16Array): Int16Array<ArrayBuffer> {
  const coordinates = new Int16Array(before.length);
  for (let offset = 0; offset < before.length; offset++) {
    const value = before[offset]! + reader.signedVarint();
    if (value < -32768 || value > 32767) throw malformed('A coordinate does not fit into 16 bits.');
    coordinates[offset] = value;
  }
  return coordinates;
}

function readFlag(reader: ByteReader): boolean {
  const flag = reader.uint8();
  if (flag > 1) throw malformed('The flag of the mouth must be 0 or 1.');
  return flag === 1;
}

function pushLids(bytes: number[], lids: TraceFace['lids']): void {
  bytes.push(lids?.learned ? 2 : lids ? 1 : 0);
  for (const eyes of [lids, lids?.learned]) {
    if (!eyes) return;
    pushVarint(bytes, eyes.left);
    pushVarint(bytes, eyes.right);
  }
}

function readLids(reader: ByteReader, version: number): TraceFace['lids'] {
  const measured = reader.uint8();
  if (measured === 0) return null;
  if (measured > Math.min(2, version - 1))
    throw malformed('The flag of the lids must be 0, 1 or, from version 3 on, 2.');
  const contours = readEyes(reader);
  return measured === 2 ? { ...contours, learned: readEyes(reader) } : contours;
}

function readEyes(reader: ByteReader): Pick<NonNullable<TraceFace['lids']>, 'left' | 'right'> {
  const [left, right] = [reader.varint(), reader.varint()];
  if (left > 0xffff || right > 0xffff) throw malformed('A lid aperture does not fit into 16 bits.');
  return { left, right };
}

/** Reads bytes from front to back and never past the end. */
class ByteReader {
  #offset = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  uint8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw malformed('The trace ends in the middle of a record.');
    this.#offset++;
    return byte;
  }

  uint16(): number {
    return this.uint8() * 256 + this.uint8();
  }

  /** Unsigned LEB128 of at most 32 bits, in its shortest form only. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte & 0x80) continue;
      if (byte === 0 && shift > 0) throw malformed('A varint is not in its shortest form.');
      if (value > 0xffffffff) break;
      return value;
    }
    throw malformed('A varint does not fit into 32 bits.');
  }

  /** Zigzag-coded signed number. */
  signedVarint(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** Appends an unsigned LEB128. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

const pushSignedVarint = (bytes: number[], value: number): void =>
  pushVarint(bytes, value >= 0 ? value * 2 : -value * 2 - 1);
