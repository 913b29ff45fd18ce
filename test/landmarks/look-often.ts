import type { Frame } from '../../src/camera/camera.ts';
import { createLandmarkDetector } from '../../src/landmarks/create-landmark-detector.ts';
import type { Engine } from '../../src/landmarks/landmark-detector.ts';

const LONG_MS = 600_000;

/** What the landmark worker holds. */
export interface Held {
  readonly tensors: number;
  readonly wasmBytes: number;
  readonly gpuBytes: number;
  readonly textures: number;
}

/**
 * Looks at a face, at an empty room, at two faces, held upright and sideways, with lids and without, over and over:
 * everything that a session may bring. @returns what the worker holds after `frames / 2` of them, and after all, and how often it saw what.
 */
export async function lookOften(engine: Engine, frames: number) {
  const detector = await createLandmarkDetector({
    assetsUrl: '/test/landmarks/hosts/counting/',
    engine,
    deadlineMs: LONG_MS,
    detectDeadlineMs: LONG_MS,
  });
  const seen = { face: 0, none: 0, many: 0, lids: 0 };
  try {
    await detector.loadEyes();
    const films = await Promise.all(
      (['anna-straight', 'anna-straight', 'anna-straight', 'two-faces', 'no-face'] as const).map(picture),
    );
    const look = async (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        const film = films[Math.floor(index / 12) % films.length]!;
        const detection = await detector.detect(frameOf(film, index), { lids: index % 3 > 0 });
        seen[detection.kind] += 1;
        if (detection.kind === 'face' && detection.face.lidAperture) seen.lids += 1;
      }
      return held();
    };
    const half = Math.ceil(frames / 2);
    return { halfway: await look(0, half), after: await look(half, frames), seen };
  } finally {
    detector.close();
  }
}

async function picture(name: string): Promise<ImageBitmap> {
  const response = await fetch(`/test/landmarks/fixtures/${name}.jpg`);
  return createImageBitmap(await response.blob());
}

/** Every other dozen of frames comes from a camera that is held sideways. */
function frameOf(bitmap: ImageBitmap, index: number): Frame {
  const timestampMs = index * 33;
  const sideways = Math.floor(index / 12) % 2 === 1;
  const [width, height] = sideways ? [480, 640] : [640, 480];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.drawImage(bitmap, (width - bitmap.width) / 2, (height - bitmap.height) / 2);
  return { image: new VideoFrame(canvas, { timestamp: timestampMs * 1000 }), timestampMs, width, height };
}

async function held(): Promise<Held> {
  const reply = `held-${performance.now()}`;
  const answers = new BroadcastChannel(reply);
  const answer = new Promise<Held>((resolve) =>
    answers.addEventListener('message', ({ data }) => resolve(data), { once: true }),
  );
  new BroadcastChannel('counting').postMessage(reply);
  const found = await answer;
  answers.close();
  return found;
}
