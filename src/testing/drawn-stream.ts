import { CameraError } from '../base/errors.ts';
import type { ScenePainter } from './camera-scene.ts';

/** How far the picture sways, in shares of its width, and how much it is enlarged so that no edge shows. */
const SWAY = 0.006;
const ENLARGED = 1 + 2.5 * SWAY;
/** Periods of the sway, milliseconds; they never meet. */
const PERIODS_MS = [2_900, 4_300, 3_700, 5_300] as const;
/** Noise of a small sensor in a room: black and white grains laid over the picture this strongly. */
const NOISE_STRENGTH = 0.035;
const NOISE_SIDE = 256;

/** A video's pictures, each drawn anew. */
export interface DrawnStream {
  readonly stream: MediaStream;
  stop(): void;
}

/**
 * What `paint` makes of each of the video's pictures. An `alive` one is as a camera before a person has them: it sways by a few
 * pixels, as a person or a hand does, and has a sensor's noise. So a stretch that is played again is never again the same picture.
 *
 * @throws CameraError `camera_unsupported` where the browser cannot capture a canvas.
 */
export function drawnStream(video: HTMLVideoElement, paint: ScenePainter, alive: boolean): DrawnStream {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context || !canvas.captureStream) {
    throw new CameraError('camera_unsupported', 'This browser cannot capture a canvas.');
  }
  const draw = alive ? livingPainter(context, paint) : () => paint(context);
  let callback = 0;
  const watch = () => {
    callback = video.requestVideoFrameCallback(() => {
      draw();
      watch();
    });
  };
  draw();
  watch();
  return { stream: canvas.captureStream(), stop: () => video.cancelVideoFrameCallback(callback) };
}

function livingPainter(context: CanvasRenderingContext2D, paint: ScenePainter): () => void {
  const { width, height } = context.canvas;
  const grains = context.createPattern(grainy(), 'repeat')!;
  return () => {
    const [x, y] = swayAt(performance.now(), width);
    context.setTransform(
      ENLARGED,
      0,
      0,
      ENLARGED,
      (width * (1 - ENLARGED)) / 2 + x,
      (height * (1 - ENLARGED)) / 2 + y,
    );
    paint(context);
    context.resetTransform();
    grains.setTransform(new DOMMatrix().translate(Math.random() * NOISE_SIDE, Math.random() * NOISE_SIDE));
    context.globalAlpha = NOISE_STRENGTH;
    context.fillStyle = grains;
    context.fillRect(0, 0, width, height);
    context.globalAlpha = 1;
  };
}

function swayAt(nowMs: number, width: number): readonly [x: number, y: number] {
  const [a, b, c, d] = PERIODS_MS.map((periodMs) => Math.sin((2 * Math.PI * nowMs) / periodMs)) as [
    number,
    number,
    number,
    number,
  ];
  return [(SWAY * width * (a + b)) / 2, (SWAY * width * (c + d)) / 2];
}

function grainy(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = NOISE_SIDE;
  const context = canvas.getContext('2d')!;
  const picture = context.createImageData(NOISE_SIDE, NOISE_SIDE);
  for (let at = 0; at < picture.data.length; at += 4) {
    picture.data.fill(Math.random() < 0.5 ? 0 : 255, at, at + 3);
    picture.data[at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
