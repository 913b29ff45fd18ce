import { EngineError } from './host-protocol.ts';
import type { Pixels } from './pixels.ts';

/** Larger frames are shrunk as they are drawn: a face that fills them still covers more than the mesh's 192 pixels. */
const MAX_SIDE = 960;

/** Reads the pixels of camera frames, one at a time: the pixels are good until the next frame is read. */
export interface FrameReader {
  /** The picture, no side longer than 960 pixels; `scale` carries its coordinates back to `width` x `height`. */
  read(image: CanvasImageSource, width: number, height: number): Promise<{ pixels: Pixels; scale: number }>;
}

/**
 * Reads camera frames by `VideoFrame.copyTo` (WebCodecs) where the browser converts to RGB there, else through a 2-D canvas,
 * which takes six times as long for the same bytes.
 *
 * @throws EngineError `engine_failed` when the browser alters what is read from a canvas (fingerprinting protection
 * in Brave, Firefox and others), beyond two levels a channel.
 */
export function createFrameReader(): FrameReader {
  const readCanvas = createCanvasReader();
  const copy = createFrameCopier();
  let trusted: boolean | null = null;
  return {
    async read(image, width, height) {
      if (trusted === false || !isPlainFrame(image, width, height)) return readCanvas(image, width, height);
      const pixels = await copy(image);
      if (!pixels) trusted = false;
      if (pixels && trusted) return { pixels, scale: 1 };
      const drawn = readCanvas(image, width, height);
      if (pixels) trusted = areAlike(pixels, drawn.pixels);
      return drawn;
    },
  };
}

type FrameCopier = (frame: VideoFrame) => Promise<Pixels | null>;

/** Copies frames into one buffer that is kept; `null` where the browser does not convert to RGB. */
function createFrameCopier(): FrameCopier {
  let data = new Uint8ClampedArray();
  return async (frame) => {
    const { width, height } = frame.visibleRect!;
    if (data.length !== width * height * 4) data = new Uint8ClampedArray(width * height * 4);
    try {
      // What the browser does not know of the options it passes over, and then writes planes of brightness and colour.
      const options = { format: 'RGBX', colorSpace: 'srgb' } as VideoFrameCopyToOptions;
      if (frame.allocationSize(options) !== data.length) return null;
      await frame.copyTo(data, options);
      return { data, width, height };
    } catch {
      return null;
    }
  };
}

/** Whether a frame's visible pixels are the picture as it is to be seen: neither turned, mirrored, stretched nor too large. */
function isPlainFrame(image: CanvasImageSource, width: number, height: number): image is VideoFrame {
  if (typeof VideoFrame === 'undefined' || !(image instanceof VideoFrame)) return false;
  const {
    visibleRect,
    rotation = 0,
    flip = false,
  } = image as VideoFrame & { rotation?: number; flip?: boolean };
  return (
    visibleRect?.width === width &&
    visibleRect.height === height &&
    rotation === 0 &&
    !flip &&
    Math.max(width, height) <= MAX_SIDE
  );
}

/** Whether two readings of the first frame are the same picture; drivers have been seen to swap colours. */
function areAlike({ data }: Pixels, { data: other }: Pixels): boolean {
  if (data.length !== other.length) return false;
  let difference = 0;
  let count = 0;
  for (let offset = 0; offset < data.length; offset += 4 * 61) {
    for (let channel = 0; channel < 3; channel++, count++)
      difference += Math.abs(data[offset + channel]! - other[offset + channel]!);
  }
  return difference <= 3 * count;
}

function createCanvasReader() {
  const canvas =
    typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as
    | OffscreenCanvasRenderingContext2D
    | CanvasRenderingContext2D
    | null;
  if (!context)
    throw new EngineError('engine_failed', 'This browser gave no 2D canvas context to read frames with.');
  const resize = (width: number, height: number) => {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  };
  resize(KNOWN_COLOURS.length, KNOWN_COLOURS.length);
  checkReadback(context);
  return (image: CanvasImageSource, width: number, height: number) => {
    const scale = Math.max(1, Math.max(width, height) / MAX_SIDE);
    resize(Math.round(width / scale), Math.round(height / scale));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { pixels: context.getImageData(0, 0, canvas.width, canvas.height), scale: width / canvas.width };
  };
}

const KNOWN_COLOURS = [0, 37, 64, 99, 128, 173, 200, 255];

function checkReadback(context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D): void {
  const side = KNOWN_COLOURS.length;
  const expected = KNOWN_COLOURS.flatMap((red) => KNOWN_COLOURS.map((green) => [red, green, 255 - red]));
  expected.forEach(([red, green, blue], index) => {
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(index % side, Math.floor(index / side), 1, 1);
  });
  const { data } = context.getImageData(0, 0, side, side);
  const altered = expected.some((colour, index) =>
    colour.some((level, channel) => Math.abs(level - data[index * 4 + channel]!) > 2),
  );
  if (altered) {
    throw new EngineError(
      'engine_failed',
      'This browser alters pixels read from a canvas (fingerprinting protection), so frames cannot be read.',
    );
  }
}
