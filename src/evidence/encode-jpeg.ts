import type { Bytes } from '../base/bytes.ts';
import { EvidenceError } from './evidence.ts';

/**
 * Encodes a camera picture as JPEG. The picture is drawn at once, so its owner may close it as soon as this returns.
 *
 * @param quality 0..1.
 * @throws {@link EvidenceError} `picture_not_encodable` when the browser cannot.
 */
export async function encodeJpeg(
  image: CanvasImageSource,
  width: number,
  height: number,
  quality: number,
): Promise<Bytes> {
  const canvas = createCanvas(width, height);
  try {
    const context = canvas.getContext('2d', { alpha: false }) as
      | CanvasRenderingContext2D
      | OffscreenCanvasRenderingContext2D
      | null;
    if (!context) throw new EvidenceError('picture_not_encodable', 'This browser gave no 2D canvas context.');
    context.drawImage(image, 0, 0, width, height);
    const blob = await toBlob(canvas, quality);
    if (blob?.type !== 'image/jpeg') {
      throw new EvidenceError('picture_not_encodable', 'The browser did not encode the picture as JPEG.');
    }
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    if (cause instanceof EvidenceError) throw cause;
    throw new EvidenceError('picture_not_encodable', 'The picture could not be encoded.', { cause });
  } finally {
    canvas.width = 0;
    canvas.height = 0;
  }
}

function createCanvas(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

function toBlob(canvas: HTMLCanvasElement | OffscreenCanvas, quality: number): Promise<Blob | null> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/jpeg', quality });
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
