import { readFile } from 'node:fs/promises';
import { decodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '@family-auth/library/signals/trace-frame.ts';
import type { Move } from '@family-auth/library/testing/scripted-video.ts';
import sharp from 'sharp';

// A rendered person who does what a plan asks, prepared by `npm run conformance:person`: pictures, and what the landmark model
// saw in them. Nobody like this exists.

const FOLDER = new URL('../person/', import.meta.url);
/** As clients encode key frames. */
const QUALITY = 85;
/** How far the picture sways, in shares of its width, and how long a sway takes; the periods never meet. */
const SWAY = 0.006;
const PERIODS_MS = [2_900, 4_300, 3_700, 5_300] as const;
/** Noise of a small sensor in a room, of 255. */
const NOISE = 2;

/** A frame of the person, and which of the prepared pictures it shows. */
export interface Shown {
  readonly frame: TraceFace;
  readonly picture: number;
}

export interface RenderedPerson {
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly fps: number;
  /** Of each segment the first picture, and the first after it. */
  readonly segments: Readonly<Record<string, readonly [number, number]>>;
  readonly frames: readonly TraceFace[];
  readonly pictures: readonly Uint8Array[];
}

let read: Promise<RenderedPerson> | undefined;

/** The person, read once. */
export function renderedPerson(): Promise<RenderedPerson> {
  read ??= readPerson();
  return read;
}

async function readPerson(): Promise<RenderedPerson> {
  const [about, trace, pictures] = await Promise.all(
    ['anna.json', 'anna.trace', 'anna.pictures'].map((name) => readFile(new URL(name, FOLDER))),
  );
  const { records } = decodeTrace(new Uint8Array(trace!)).trace;
  return {
    ...(JSON.parse(about!.toString()) as Pick<RenderedPerson, 'width' | 'height' | 'fps' | 'segments'>),
    frames: records.filter((record) => record.kind === 'face'),
    pictures: picturesOf(pictures!),
  };
}

/** WebP pictures one after the other; the second word of each says how long it is (RIFF). */
function picturesOf(file: Buffer): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  for (let from = 0; from < file.length; ) {
    const end = from + 8 + file.readUInt32LE(from + 4);
    pictures.push(file.subarray(from, end));
    from = end;
  }
  return pictures;
}

/** The person before a camera: plays what they are told, one picture after the other, and rests. */
export function openPerson({ segments, frames, width, fps }: RenderedPerson) {
  let queue: {
    readonly first: number;
    readonly count: number;
    readonly fromMs: number;
    readonly toMs: number;
  }[] = [];
  const pictureMs = 1000 / fps;
  const picturesOf = (segment: string) => {
    const range = segments[segment];
    if (range === undefined) throw new RangeError(`The kit's person has no segment ${segment}.`);
    const [first, end] = range;
    return { first, count: end - first };
  };
  return {
    /** Until `fromMs` goes on what was played before. */
    play(moves: readonly Move[], fromMs: number): void {
      let atMs = fromMs;
      const before = queue.map((each) => ({ ...each, toMs: Math.min(each.toMs, fromMs) }));
      const next = moves.map(({ segment, loop = false }) => {
        const { first, count } = picturesOf(segment);
        const startMs = atMs;
        atMs += loop ? Number.POSITIVE_INFINITY : count * pictureMs;
        return { first, count, fromMs: startMs, toMs: atMs };
      });
      queue = [...before, ...next];
    },
    /** @param evenMs when the frame was due: by it the picture is chosen, so that none is shown twice. */
    at(evenMs: number, timestampMs: number): Shown {
      const playing = queue.find(({ fromMs, toMs }) => evenMs >= fromMs && evenMs < toMs);
      const { first, count, fromMs } = playing ?? { ...picturesOf('neutral'), fromMs: 0 };
      const picture = first + (Math.floor((evenMs - fromMs) / pictureMs + 1e-6) % count);
      const points = swayed(frames[picture]!.points, timestampMs, width);
      return { frame: { ...frames[picture]!, timestampMs, points }, picture };
    },
  };
}

/** A prepared picture as a camera would have seen it: never the same bytes again. A JPEG. */
export async function cameraPicture(
  { pictures, width, height }: RenderedPerson,
  picture: number,
  atMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = await sharp(pictures[picture]!).removeAlpha().raw().toBuffer();
  const [x, y] = swayAt(atMs, width);
  const lived = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    const from = clamp(row - y, height - 1) * width;
    for (let column = 0; column < width; column++) {
      const noise = Math.round((Math.random() * 2 - 1) * NOISE);
      const source = (from + clamp(column - x, width - 1)) * 3;
      const target = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++)
        lived[target + channel] = clamp(data[source + channel]! + noise, 255);
    }
  }
  const jpeg = await sharp(lived, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return new Uint8Array(jpeg);
}

/** The same picture in other bytes. */
export const compressedAgain = async (jpeg: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await sharp(jpeg)
      .jpeg({ quality: QUALITY + 5 })
      .toBuffer(),
  );

function swayed(points: Int16Array, atMs: number, width: number): Int16Array {
  const [x, y] = swayAt(atMs, width);
  return points.map((value, at) => value + (at % 3 === 0 ? x : at % 3 === 1 ? y : 0) * STEPS_PER_PIXEL);
}

/** Whole pixels to the right and down. */
function swayAt(atMs: number, width: number): readonly [x: number, y: number] {
  const [a = 0, b = 0, c = 0, d = 0] = PERIODS_MS.map((periodMs) =>
    Math.sin((2 * Math.PI * atMs) / periodMs),
  );
  return [Math.round((SWAY * width * (a + b)) / 2), Math.round((SWAY * width * (c + d)) / 2)];
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));
