/** The image types that evidence may have. */
export type PictureFormat = 'jpeg' | 'png' | 'webp';

/** What a picture's own header announces, read without decoding a pixel. */
export interface PictureHeader {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  /** Bytes that a decoder must hold at once beside the rows it is working on; 0 where it goes row by row. */
  readonly heldBytes: number;
  /** How often a decoder goes over the whole picture: scans of a JPEG, else 1. */
  readonly passes: number;
  /** Where the picture ends. Bytes after that are not the picture's. */
  readonly endByte: number;
  /**
   * Whether there is nothing beside the picture: no application segment but JFIF's own (density, no thumbnail), no comment
   * and no byte behind a JPEG. PNG and WebP are not searched, so never.
   */
  readonly nothingBeside: boolean;
}

/** `format`: none of the three types. `animated`: more than one picture. `broken`: it contradicts its own format. */
export type HeaderProblem = 'format' | 'animated' | 'broken';

/**
 * Reads the header of a JPEG, PNG or WebP. The first bytes decide what it is, whatever else is said of it; nothing that
 * decodes is asked. Takes time in proportion to the bytes and never throws for what is in them.
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | { readonly problem: HeaderProblem } {
  const read = READERS.find(({ magic }) => magic.every((value, at) => value === null || bytes[at] === value));
  if (!read) return { problem: 'format' };
  try {
    return read.header(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof HeaderError) return { problem: error.problem };
    // A field lies beyond the last byte.
    if (error instanceof RangeError) return { problem: 'broken' };
    throw error;
  }
}

class HeaderError extends Error {
  readonly problem: HeaderProblem;
  constructor(problem: HeaderProblem) {
    super(`The picture's header is refused: ${problem}.`);
    this.problem = problem;
  }
}

function mustHold(holds: boolean, problem: HeaderProblem = 'broken'): asserts holds {
  if (!holds) throw new HeaderError(problem);
}

const READERS: readonly {
  readonly magic: readonly (number | null)[];
  header(bytes: Buffer): PictureHeader;
}[] = [
  { magic: [0xff, 0xd8, 0xff], header: readJpeg },
  { magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], header: readPng },
  {
    magic: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50],
    header: readWebp,
  },
];

/** Baseline, extended sequential and progressive Huffman: what cameras, phones and browsers write. */
const JPEG_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
const isFrameMarker = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const isRestartMarker = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  /** All coefficients of the picture, two bytes each. */
  readonly coefficientBytes: number;
}

/** ITU-T T.81 annex B: segments and scans up to the first end of image. */
function readJpeg(bytes: Buffer): PictureHeader {
  let at = 2;
  let frame: JpegFrame | undefined;
  let scans = 0;
  let beside = false;
  for (;;) {
    mustHold(bytes.readUInt8(at) === 0xff);
    while (bytes.readUInt8(at) === 0xff) at++;
    const marker = bytes.readUInt8(at++);
    if (marker === 0xd9) break;
    if (marker === 0x01 || isRestartMarker(marker)) continue;
    mustHold(marker !== 0x00 && marker !== 0xd8);
    const length = bytes.readUInt16BE(at);
    mustHold(length >= 2 && at + length <= bytes.length);
    beside ||= !belongsToPicture(marker, bytes.subarray(at + 2, at + length));
    if (isFrameMarker(marker)) {
      mustHold(frame === undefined && JPEG_FRAMES.includes(marker));
      frame = readJpegFrame(bytes.subarray(at + 2, at + length), marker === 0xc2);
    }
    at += length;
    if (marker !== 0xda) continue;
    mustHold(frame !== undefined);
    scans++;
    at = endOfScan(bytes, at);
  }
  mustHold(frame !== undefined && scans > 0);
  const { width, height, progressive, coefficientBytes } = frame;
  const heldBytes = progressive || scans > 1 ? coefficientBytes : 0;
  const nothingBeside = !beside && at === bytes.length;
  return { format: 'jpeg', width, height, heldBytes, passes: scans, endByte: at, nothingBeside };
}

/** Quantization and Huffman tables, restart interval, scan. */
const PICTURE_SEGMENTS: readonly number[] = [0xdb, 0xc4, 0xdd, 0xda];
/** `JFIF`, zero, version, density; a thumbnail of no pixels. */
const isBareJfif = (segment: Buffer) =>
  segment.length === 14 && segment.toString('latin1', 0, 5) === 'JFIF\0' && segment.readUInt16BE(12) === 0;

const belongsToPicture = (marker: number, segment: Buffer): boolean =>
  PICTURE_SEGMENTS.includes(marker) || isFrameMarker(marker) || (marker === 0xe0 && isBareJfif(segment));

function readJpegFrame(segment: Buffer, progressive: boolean): JpegFrame {
  const [precision, height, width] = [segment.readUInt8(0), segment.readUInt16BE(1), segment.readUInt16BE(3)];
  const components = segment.readUInt8(5);
  // A height of 0 would be defined by a later DNL segment; no camera writes one.
  mustHold(precision === 8 && width > 0 && height > 0 && [1, 3, 4].includes(components));
  const sampling = Array.from({ length: components }, (_, component) => {
    const factors = segment.readUInt8(6 + component * 3 + 1);
    return { across: factors >> 4, down: factors & 15 };
  });
  mustHold(sampling.every(({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4));
  const [maxAcross, maxDown] = [
    Math.max(...sampling.map(({ across }) => across)),
    Math.max(...sampling.map(({ down }) => down)),
  ];
  const units = Math.ceil(width / (8 * maxAcross)) * Math.ceil(height / (8 * maxDown));
  const blocks = sampling.reduce((sum, { across, down }) => sum + across * down, 0);
  return { width, height, progressive, coefficientBytes: units * blocks * 64 * 2 };
}

/** The next marker that is no part of the entropy-coded data: stuffed zeros and restarts belong to it. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1);
    if (next !== 0x00 && next !== 0xff && !isRestartMarker(next)) return at;
  }
  throw new HeaderError('broken');
}

/** Samples a pixel has, by PNG colour type. */
const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** ISO/IEC 15948: chunks up to IEND. */
function readPng(bytes: Buffer): PictureHeader {
  mustHold(bytes.readUInt32BE(8) === 13 && bytes.toString('latin1', 12, 16) === 'IHDR');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colourType, interlace] = [bytes.readUInt8(24), bytes.readUInt8(25), bytes.readUInt8(28)];
  const channels = PNG_CHANNELS[colourType];
  mustHold(width > 0 && height > 0 && channels !== undefined);
  mustHold([1, 2, 4, 8, 16].includes(depth) && interlace <= 1);
  let at = 33;
  let type = 'IHDR';
  while (type !== 'IEND') {
    const length = bytes.readUInt32BE(at);
    type = bytes.toString('latin1', at + 4, at + 8);
    mustHold(type !== 'acTL', 'animated');
    at += 12 + length;
    mustHold(at <= bytes.length);
  }
  const rawBytes = height * Math.ceil((width * channels * depth) / 8);
  return {
    format: 'png',
    width,
    height,
    heldBytes: interlace === 1 ? rawBytes : 0,
    passes: 1,
    endByte: at,
    nothingBeside: false,
  };
}

/** RFC 9649: the chunks of the RIFF container. */
function readWebp(bytes: Buffer): PictureHeader {
  const end = 8 + bytes.readUInt32LE(4);
  mustHold(end <= bytes.length);
  let canvas: { width: number; height: number } | undefined;
  let image: { width: number; height: number } | undefined;
  for (let at = 12; at + 8 <= end; ) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    mustHold(chunk.length === length);
    mustHold(type !== 'ANIM' && type !== 'ANMF', 'animated');
    if (type === 'VP8X') {
      mustHold((chunk.readUInt8(0) & 0x02) === 0, 'animated');
      canvas ??= { width: chunk.readUIntLE(4, 3) + 1, height: chunk.readUIntLE(7, 3) + 1 };
    }
    if (type === 'VP8 ' || type === 'VP8L') {
      mustHold(image === undefined);
      image = type === 'VP8 ' ? lossySize(chunk) : losslessSize(chunk);
    }
    at += 8 + length + (length % 2);
  }
  mustHold(image !== undefined);
  mustHold(canvas === undefined || (canvas.width === image.width && canvas.height === image.height));
  // libwebp decodes the whole picture before it gives out a row.
  const heldBytes = image.width * image.height * 4;
  return { format: 'webp', ...image, heldBytes, passes: 1, endByte: end, nothingBeside: false };
}

function lossySize(chunk: Buffer): { width: number; height: number } {
  mustHold(chunk.readUIntBE(3, 3) === 0x9d012a);
  return { width: chunk.readUInt16LE(6) & 0x3fff, height: chunk.readUInt16LE(8) & 0x3fff };
}

function losslessSize(chunk: Buffer): { width: number; height: number } {
  mustHold(chunk.readUInt8(0) === 0x2f);
  const bits = chunk.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
