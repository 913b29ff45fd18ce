import { readFile } from 'node:fs/promises';
import { decodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import type { Step } from '@family-auth/library/protocol/challenge.ts';
import { STEPS_PER_PIXEL, type TraceFace } from '@family-auth/library/signals/trace-frame.ts';
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

type Stretch =
  | 'neutral'
  | 'eyes-close'
  | 'eyes-closed'
  | 'eyes-open'
  | 'double-blink'
  | 'turn-left'
  | 'turn-right'
  | 'shake'
  | 'nod'
  | 'open-mouth';

/** What the person does next; played once, or over and over for `durationMs`. */
export interface Act {
  readonly stretch: Stretch;
  readonly durationMs?: number;
}

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
  /** From the first picture of a stretch up to, not including, the last. */
  readonly stretches: Readonly<Record<Stretch, readonly [number, number]>>;
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
    ...(JSON.parse(about!.toString()) as Pick<RenderedPerson, 'width' | 'height' | 'fps' | 'stretches'>),
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

/** What somebody does on a prompt; a hold until its tone. */
export function answerTo({ action }: Pick<Step, 'action'>): readonly Act[] {
  switch (action) {
    case 'neutral':
      return [];
    case 'hold_short':
    case 'hold_long':
      return [{ stretch: 'eyes-close' }, { stretch: 'eyes-closed', durationMs: 60_000 }];
    case 'double_blink':
      return [{ stretch: 'double-blink' }];
    case 'turn_left':
      return [{ stretch: 'turn-left' }];
    case 'turn_right':
      return [{ stretch: 'turn-right' }];
    case 'shake_head':
      return [{ stretch: 'shake' }];
    case 'nod':
      return [{ stretch: 'nod' }];
    case 'open_mouth':
      return [{ stretch: 'open-mouth' }];
  }
}

/** After the tone of a hold. */
export const reopenAfter = (durationMs: number): readonly Act[] => [
  { stretch: 'eyes-closed', durationMs },
  { stretch: 'eyes-open' },
];

/** The person before a camera: rests, and plays what they are told, one picture after the other. */
export function openPerson({ stretches, frames, width, fps }: RenderedPerson) {
  let queue: { readonly first: number; readonly count: number; fromMs: number; readonly toMs: number }[] = [];
  const pictureMs = 1000 / fps;
  return {
    play(acts: readonly Act[], fromMs: number): void {
      let atMs = fromMs;
      queue = acts.map(({ stretch, durationMs }) => {
        const [first, end] = stretches[stretch];
        const startMs = atMs;
        atMs += durationMs ?? (end - first) * pictureMs;
        return { first, count: end - first, fromMs: startMs, toMs: atMs };
      });
    },
    /** @param evenMs when the frame was due: by it the picture is chosen, so that none is shown twice. */
    at(evenMs: number, timestampMs: number): Shown {
      const playing = queue.find(({ fromMs, toMs }) => evenMs >= fromMs && evenMs < toMs);
      const [rest, restEnd] = stretches.neutral;
      const { first, count, fromMs } = playing ?? { first: rest, count: restEnd - rest, fromMs: 0 };
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
