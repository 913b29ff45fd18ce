import { EngineError } from './host-protocol.ts';
import type { Pixels } from './pixels.ts';

/** Larger frames are shrunk as they are drawn: a face that fills them still covers more than the mesh's 192 pixels. */
const MAX_SIDE = 960;

/** Reads the pixels of camera frames through one 2-D canvas. */
export interface FrameReader {
  /** The picture, no side longer than 960 pixels; `scale` carries its coordinates back to `width` x `height`. */
  read(image: CanvasImageSource, width: number, height: number): { pixels: Pixels; scale: number };
}

/**
 * @throws EngineError `engine_failed` when the browser alters what is read from a canvas (fingerprinting protection
 * in Brave, Firefox and others), beyond two levels a channel.
 */
export function createFrameReader(): FrameReader {
  const canvas =
    typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as
    | OffscreenCanvasRenderingContext2D
    | CanvasRenderingContext2D
    | null;
  if (!context)
    throw new EngineError('engine_failed', 'This browser gives no 2-D canvas to read frames with.');
  const resize = (width: number, height: number) => {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  };
  resize(KNOWN_COLOURS.length, KNOWN_COLOURS.length);
  checkReadback(context);
  return {
    read(image, width, height) {
      const scale = Math.max(1, Math.max(width, height) / MAX_SIDE);
      resize(Math.round(width / scale), Math.round(height / scale));
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      return { pixels: context.getImageData(0, 0, canvas.width, canvas.height), scale: width / canvas.width };
    },
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
      'The browser alters what is read from a canvas (protection against fingerprinting); frames cannot be read.',
    );
  }
}
