import type { Detection } from './face.ts';
import type { FrameReader } from './read-frame.ts';
import type { DetectOptions, ThinPipeline } from './thin-pipeline.ts';

interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly timestampMs: number;
}

/** Reads an image's pixels, looks for the face, and answers in the image's own pixels. */
export async function detectImage(
  { pipeline, reader }: { pipeline: ThinPipeline; reader: FrameReader },
  image: CanvasImageSource,
  { width, height, timestampMs }: ImageFacts,
  options?: DetectOptions,
): Promise<Detection> {
  const { pixels, scale } = await reader.read(image, width, height);
  const { data } = pixels;
  const detection = await pipeline.detect(
    { data, width: pixels.width, height: pixels.height, timestampMs },
    options,
  );
  if (detection.kind !== 'face' || scale === 1) return detection;
  const points = detection.face.points.map((value) => value * scale);
  return { ...detection, face: { ...detection.face, points, frameWidth: width, frameHeight: height } };
}
