import { closeSync, openSync, readSync } from 'node:fs';
import {
  STEPS_PER_PIXEL,
  type TraceFace,
  type TraceFrame,
} from '@family-auth/library/signals/trace-frame.ts';
import sharp from 'sharp';
import {
  type ScriptedVideo,
  type Segment,
  scriptedVideoOf,
  stretchesOf,
} from '../../../test/challenge/scripted-video.ts';
import { livingPixels, swayAt } from '../support/living-pixels.ts';

/** Frame size of the project's own videos. */
export const [WIDTH, HEIGHT] = [640, 480];
/** As the client encodes its pictures. */
const QUALITY = 85;

/** Of a video's frames. */
export interface VideoFormat {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** A video whose segments answer prompts, as pictures and as what the landmark model saw in them. */
export interface Video {
  /** A camera before which the video answers, swaying a little as a hand does. */
  open(): ScriptedVideo;
  /** The same without the sway. */
  still(): ScriptedVideo;
  /** The picture of a frame that `open` gave, as a JPEG. */
  picture(frame: TraceFace): Promise<Uint8Array<ArrayBuffer>>;
  /** The face looking straight ahead, as the registered photo. */
  photo(): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/**
 * @param frames what the landmark model saw, in order.
 * @param pixels a file of the raw RGB frames, in the same order.
 */
export function openVideo(
  frames: readonly TraceFrame[],
  segments: readonly Segment[],
  pixels: string,
  { width, height, fps }: VideoFormat = { width: WIDTH, height: HEIGHT, fps: 30 },
): Video {
  const bytesAFrame = width * height * 3;
  const file = openSync(pixels, 'r');
  const shown = new WeakMap<Int16Array, number>();
  for (const [at, frame] of frames.entries()) if (frame.kind === 'face') shown.set(frame.points, at);
  const raw = (at: number) => {
    const data = new Uint8Array(bytesAFrame);
    readSync(file, data, 0, bytesAFrame, at * bytesAFrame);
    return data;
  };
  const jpeg = async (data: Uint8Array, quality: number) =>
    new Uint8Array(
      await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality })
        .toBuffer(),
    );
  const still = () => scriptedVideoOf(frames, stretchesOf(segments), fps);
  return {
    still,
    open() {
      const book = still();
      return {
        play: (acts, fromMs) => book.play(acts, fromMs),
        at(timestampMs) {
          const frame = book.at(timestampMs);
          if (frame.kind !== 'face') return frame;
          const points = swayed(frame.points, timestampMs, width);
          shown.set(points, shown.get(frame.points)!);
          return { ...frame, points };
        },
      };
    },
    async picture({ points, timestampMs }) {
      const at = { width, height, atMs: timestampMs, random: Math.random };
      return jpeg(livingPixels(raw(shown.get(points)!), at), QUALITY);
    },
    photo: () => jpeg(raw(Math.round(segments.find(({ name }) => name === 'neutral')!.startS * fps)), 95),
    close: () => closeSync(file),
  };
}

function swayed(points: Int16Array, atMs: number, width: number): Int16Array {
  const [x, y] = swayAt(atMs, width);
  return points.map((value, at) => value + (at % 3 === 0 ? x : at % 3 === 1 ? y : 0) * STEPS_PER_PIXEL);
}
