import sharp from 'sharp';

/** As large as a photo is looked at, see `decode-picture.ts`. */
const SIDE = 1280;
const MAX_PIXELS = 50_000_000;
const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/**
 * The picture alone: upright, at most 1280 pixels a side, JPEG 95, without EXIF and other data that a camera writes
 * beside it. `undefined` for what is no JPEG, PNG or WebP image, is too large, or does not decode.
 */
export async function plainPhoto(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' });
    if (!FORMATS.includes((await image.metadata()).format ?? '')) return undefined;
    const jpeg = await image
      .autoOrient()
      .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .flatten()
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    return new Uint8Array(jpeg);
  } catch {
    return undefined;
  }
}
