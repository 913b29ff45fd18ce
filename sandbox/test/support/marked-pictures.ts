import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** What is planted beside a picture, and must be in nothing that is kept or shown. */
export const MARK = 'planted-39.9-north';

/**
 * A picture, 320 pixels wide, with {@link MARK} in every place in which a camera or a program writes something beside it: EXIF
 * with GPS, XMP, comment or text chunks, and behind its end.
 */
export async function markedPictures(picture: Uint8Array) {
  const exif = { IFD0: { Model: MARK }, IFD3: { GPSMapDatum: MARK, GPSLatitude: '39/1 54/1 0/1' } };
  const taken = sharp(picture)
    .resize(320)
    .withExif(exif)
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${MARK}</x:xmpmeta>`);
  const [jpeg, png, webp] = await Promise.all([
    taken.clone().jpeg().toBuffer(),
    taken.clone().png().toBuffer(),
    taken.clone().webp().toBuffer(),
  ]);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 2 + MARK.length]), Buffer.from(MARK)]);
  const texts = ['tEXt', 'iTXt', 'zTXt'].map((type) =>
    pngChunk(type, type === 'iTXt' ? `XML:com.adobe.xmp\0\0\0\0\0${MARK}` : `Comment\0\0${MARK}`),
  );
  const afterHeader = 8 + 25;
  const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat([...parts, Buffer.from(MARK)]));
  return {
    jpeg: joined(jpeg.subarray(0, 2), comment, jpeg.subarray(2)),
    png: joined(png.subarray(0, afterHeader), ...texts, png.subarray(afterHeader)),
    webp: joined(webp),
  };
}

function pngChunk(type: string, data: string): Buffer {
  const body = Buffer.from(`${type}${data}`, 'latin1');
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
