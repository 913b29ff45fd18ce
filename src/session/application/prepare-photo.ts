import { encodeJpeg } from '../../evidence/encode-jpeg.ts';
import type { PhotoOutcome } from '../flow-options.ts';

/** Larger files are no photos of a phone, and decoding them may exhaust one. */
const MAX_FILE_BYTES = 30 * 1024 * 1024;
/** The shorter side must show a face or a line of print. */
const MIN_SIDE_PX = 300;
/** The longer side, and the qualities, to try in turn until the limit is met. */
const ATTEMPTS = [
  [2000, 0.85],
  [1600, 0.8],
  [1280, 0.75],
  [1024, 0.7],
  [800, 0.6],
] as const;

/**
 * Decodes a photo and encodes it anew. Drawing it drops everything but the pixels (position, device, thumbnails), after
 * the orientation it names has been applied.
 */
export async function preparePhoto(photo: Blob, maxBytes: number): Promise<PhotoOutcome> {
  if (photo.type !== '' && !photo.type.startsWith('image/')) return { error: 'not_an_image' };
  if (photo.size > MAX_FILE_BYTES) return { error: 'too_large' };
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(photo, { imageOrientation: 'from-image' });
  } catch {
    return { error: photo.type === '' ? 'not_an_image' : 'unreadable' };
  }
  try {
    if (Math.min(image.width, image.height) < MIN_SIDE_PX) return { error: 'too_small' };
    for (const [side, quality] of ATTEMPTS) {
      const scale = Math.min(1, side / Math.max(image.width, image.height));
      const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
      const jpeg = await encodeJpeg(image, width, height, quality);
      if (jpeg.length <= maxBytes) return { photo: new Blob([jpeg], { type: 'image/jpeg' }) };
    }
    return { error: 'too_large' };
  } finally {
    image.close();
  }
}
