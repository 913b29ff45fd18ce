import sharp, { type Sharp } from 'sharp';

type Encode = (picture: Sharp) => Sharp;

/** A grey picture, which costs few bytes whatever its size. */
export async function greyPicture(sidePx: number, encode: Encode): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width: sidePx, height: sidePx, channels: 3, background: '#888' } as const;
  return new Uint8Array(await encode(sharp({ create })).toBuffer());
}

/** A progressive JPEG of 36 million pixels in 0.2 MB: about the most that is let through to the decoder. */
export const costlyPicture = () =>
  greyPicture(6000, (picture) => picture.jpeg({ progressive: true, quality: 50 }));

/** A progressive JPEG whose last scan comes again and again. */
export async function jpegOfManyScans(scans: number, sidePx = 64): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = Buffer.from(await greyPicture(sidePx, (picture) => picture.jpeg({ progressive: true })));
  const lastScan = jpeg.subarray(jpeg.lastIndexOf('ffda', undefined, 'hex'), -2);
  const repeated = Array.from({ length: scans }, () => lastScan);
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, -2), ...repeated, jpeg.subarray(-2)]));
}

/** Costs libvips seconds, were it asked. */
export const SVG = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000"><filter id="f"><feTurbulence numOctaves="9"/></filter><rect width="5000" height="5000" filter="url(#f)"/></svg>`,
);
