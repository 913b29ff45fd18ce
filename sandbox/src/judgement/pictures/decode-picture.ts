import sharp from 'sharp';
import type { Pixels } from '../../../../src/landmarks/pixels.ts';
import { differenceHash, HASH_INPUT } from './difference-hash.ts';
import { type PictureKind, THUMBNAIL, type UnreadablePicture } from './picture-reading.ts';

/** A photo of a document from a phone has 12 to 50 million pixels; a key frame at most full HD. */
const MAX_PIXELS: Record<PictureKind, number> = { key_frame: 1920 * 1080, photo: 50_000_000 };
const FORMATS: Record<PictureKind, readonly string[]> = {
  key_frame: ['jpeg'],
  photo: ['jpeg', 'png', 'webp'],
};
/** Photos are looked at in this size: the models need no more. */
const PHOTO_SIDE = 1280;

export interface DecodedPicture {
  readonly pixels: Pixels;
  readonly hash: string;
  readonly thumbnail: Uint8Array;
}

/** Decodes one picture to RGB. Never throws for what is in the bytes: a sender chose them. */
export async function decodePicture(
  kind: PictureKind,
  bytes: Uint8Array,
): Promise<DecodedPicture | UnreadablePicture> {
  const open = () => sharp(bytes, { limitInputPixels: MAX_PIXELS[kind], failOn: 'warning' });
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!header?.format || !FORMATS[kind].includes(header.format)) return { readable: false, why: 'format' };
  // No camera frame is marked so: a person's viewer would show another picture than the one that is judged.
  if (kind === 'key_frame' && (header.orientation ?? 1) !== 1) return { readable: false, why: 'orientation' };
  if (header.width * header.height > MAX_PIXELS[kind]) return { readable: false, why: 'size' };
  try {
    const upright =
      kind === 'photo'
        ? open().autoOrient().resize(PHOTO_SIDE, PHOTO_SIDE, { fit: 'inside', withoutEnlargement: true })
        : open();
    const { data, info } = await upright
      .toColourspace('srgb')
      .flatten()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const grey = (size: { width: number; height: number }) =>
      sharp(data, { raw })
        .resize({ ...size, fit: 'fill' })
        .greyscale()
        .raw()
        .toBuffer();
    return {
      pixels: { data: new Uint8Array(data), width: info.width, height: info.height },
      hash: differenceHash(await grey(HASH_INPUT)),
      thumbnail: new Uint8Array(await grey(THUMBNAIL)),
    };
  } catch {
    return { readable: false, why: 'broken' };
  }
}
