import { checkFound, type DocumentSight, type LookedAt } from './check-document.ts';
import { findCard } from './find-card.ts';
import { lumaOf, lumaSize } from './luma.ts';

/** Lets the browser draw and listen in between: the look is made in slices, none of which holds up a frame for long. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Looks at a picture of the camera. What it needs of the picture is read before it first pauses.
 *
 * @param image at least as large as `picture` says; stays its owner's.
 */
export async function lookAtDocument(image: CanvasImageSource, picture: LookedAt): Promise<DocumentSight> {
  const size = lumaSize(picture.width, picture.height);
  const luma = lumaOf(pixelsOf(image, size), 4);
  await pause();
  const found = findCard(luma);
  await pause();
  return checkFound(luma, found, picture);
}

/** Looks at a photo that was chosen. @throws what `createImageBitmap` throws for a file that is no picture. */
export async function lookAtPhoto(photo: Blob, shape: LookedAt['shape']): Promise<DocumentSight> {
  const image = await createImageBitmap(photo);
  try {
    return await lookAtDocument(image, { width: image.width, height: image.height, shape });
  } finally {
    image.close();
  }
}

function pixelsOf(image: CanvasImageSource, { width, height }: { width: number; height: number }): ImageData {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width, height })
      : new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true }) as
    | CanvasRenderingContext2D
    | OffscreenCanvasRenderingContext2D
    | null;
  if (!context) throw new Error('This browser gave no 2D canvas context.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const pixels = context.getImageData(0, 0, width, height);
  canvas.width = 0;
  canvas.height = 0;
  return pixels;
}
