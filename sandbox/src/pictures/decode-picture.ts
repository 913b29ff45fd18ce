import type { Pixels } from '@family-auth/library/landmarks/pixels.ts';
import sharp, { type Sharp } from 'sharp';
import { differenceHash, HASH_INPUT } from './perceptual-hashes.ts';
import { readPictureHeader } from './picture-header.ts';
import {
  MAX_PIXELS,
  type PictureKind,
  THUMBNAIL,
  type UnreadablePicture,
  type WhyUnreadable,
} from './picture-reading.ts';

/** Programs that write progressive JPEGs use about ten scans, and sixteen at most. */
const MAX_PASSES = 32;
/** What a decoder may hold at once: a progressive JPEG of 40 million pixels, an interlaced PNG of 22 with 16 bits. */
const MAX_HELD_BYTES = 128 * 1024 * 1024;
/** Photos are looked at in this size: the models need no more. */
const PHOTO_SIDE = 1280;

// libvips knows dozens of formats, SVG and PDF among them; here it can load three, and only from memory.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
// What is decoded is a person's: nothing of it stays for the next picture.
sharp.cache(false);

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
  const picture = admit(kind, bytes);
  if ('why' in picture) return { readable: false, why: picture.why };
  try {
    // No camera frame is marked so: a person's viewer would show another picture than the one that is judged.
    if (kind === 'key_frame' && ((await picture.open().metadata()).orientation ?? 1) !== 1) {
      return { readable: false, why: 'orientation' };
    }
    const upright = kind === 'photo' ? uprightWithin(picture.open(), PHOTO_SIDE) : picture.open();
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

/**
 * The picture alone: upright, at most `side` pixels a side, JPEG 95, without EXIF and other data that a camera writes
 * beside it. `undefined` for what {@link decodePicture} does not read as a photo.
 */
export async function plainPhoto(bytes: Uint8Array, side: number): Promise<Uint8Array | undefined> {
  const picture = admit('photo', bytes);
  if ('why' in picture) return undefined;
  try {
    const jpeg = await uprightWithin(picture.open(), side)
      .toColourspace('srgb')
      .flatten()
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    return new Uint8Array(jpeg);
  } catch {
    return undefined;
  }
}

/** Decides by the header alone whether a decoder may see this picture, and gives it no byte beyond the picture's end. */
function admit(kind: PictureKind, bytes: Uint8Array): { open(): Sharp } | { readonly why: WhyUnreadable } {
  const header = readPictureHeader(bytes);
  if ('problem' in header) return { why: header.problem };
  const { format, width, height, passes, heldBytes, endByte } = header;
  if (kind === 'key_frame' && format !== 'jpeg') return { why: 'format' };
  // Phones append videos and second pictures to a photo; nothing appends to a camera frame.
  if (kind === 'key_frame' && endByte !== bytes.length) return { why: 'trailing_bytes' };
  if (width * height > MAX_PIXELS[kind]) return { why: 'size' };
  if (passes > MAX_PASSES || heldBytes > MAX_HELD_BYTES) return { why: 'cost' };
  const picture = bytes.subarray(0, endByte);
  return { open: () => sharp(picture, { limitInputPixels: MAX_PIXELS[kind], failOn: 'warning' }) };
}

const uprightWithin = (picture: Sharp, side: number) =>
  picture.autoOrient().resize(side, side, { fit: 'inside', withoutEnlargement: true });
