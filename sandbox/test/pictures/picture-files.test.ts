import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { decodePicture, plainPhoto } from '../../src/pictures/decode-picture.ts';
import { readPictureHeader } from '../../src/pictures/picture-header.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import { costlyPicture, greyPicture, jpegOfManyScans, SVG } from '../support/hostile-pictures.ts';
import { MARK, markedPictures } from '../support/marked-pictures.ts';

const anna = await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE));
const why = async (kind: 'photo' | 'key_frame', bytes: Uint8Array) => {
  const decoded = await decodePicture(kind, bytes);
  return 'why' in decoded ? decoded.why : 'readable';
};
const bytes = (...parts: (Uint8Array | string | number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
const JPEG_START = [0xff, 0xd8, 0xff];
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const otherTypes = async () =>
  ({
    svg: SVG,
    gif: await greyPicture(64, (picture) => picture.gif()),
    tiff: await greyPicture(64, (picture) => picture.tiff()),
    heif: await greyPicture(64, (picture) => picture.heif({ compression: 'av1' })),
    pdf: Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj'),
    nothing: new Uint8Array(),
  }) as const;

describe('of what is sent as a picture', () => {
  it('a JPEG, PNG or WebP picture is decoded as a photo, and only a JPEG as a key frame', async () => {
    const small = sharp(anna).resize(320);
    const types = [
      ['readable', await small.clone().jpeg().toBuffer()],
      ['readable', await small.clone().jpeg({ progressive: true }).toBuffer()],
      ['format', await small.clone().png({ progressive: true }).toBuffer()],
      ['format', await small.clone().webp().toBuffer()],
      ['format', await small.clone().webp({ lossless: true }).toBuffer()],
      ['format', await small.clone().ensureAlpha(0.5).webp().toBuffer()],
    ] as const;
    for (const [asKeyFrame, picture] of types) {
      assert.equal(await why('photo', picture), 'readable');
      assert.equal(await why('key_frame', picture), asKeyFrame);
      const header = readPictureHeader(picture);
      assert.ok('format' in header);
      const { format, width, height } = await sharp(picture).metadata();
      assert.deepEqual([header.format, header.width, header.height], [format, width, height]);
      assert.equal(header.endByte, picture.length);
    }
  });

  it('a JPEG is told apart in which there is nothing beside the picture', async () => {
    const jpeg = await sharp(anna).resize(320).jpeg().toBuffer();
    const beside = (picture: Uint8Array) => {
      const header = readPictureHeader(picture);
      return 'problem' in header ? header.problem : !header.nothingBeside;
    };
    const withSegment = (marker: number, content: string) =>
      bytes(jpeg.subarray(0, 2), [0xff, marker, 0, 2 + content.length], content, jpeg.subarray(2));
    const jfif = 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0';
    assert.equal(beside(jpeg), false);
    assert.equal(beside(withSegment(0xe0, jfif)), false);
    assert.equal(beside(withSegment(0xe0, `${jfif.slice(0, -2)}\x01\x01rgb`)), true, 'a thumbnail');
    assert.equal(beside(withSegment(0xe0, `${jfif}and more`)), true);
    for (const marker of [0xe1, 0xe2, 0xed, 0xee, 0xef, 0xf0, 0xfe]) {
      assert.equal(beside(withSegment(marker, 'something')), true, marker.toString(16));
    }
    assert.equal(beside(bytes(jpeg, [0])), true, 'a byte behind it');
  });

  it('no other type is decoded, whatever it calls itself', async () => {
    for (const [type, picture] of Object.entries(await otherTypes())) {
      assert.equal(await why('photo', picture), 'format', type);
      assert.equal(await why('key_frame', picture), 'format', type);
      // Its first bytes are another type's, the rest its own.
      assert.equal(await why('photo', bytes(JPEG_START, picture)), 'broken', type);
      assert.equal(await why('photo', bytes(PNG_START, picture)), 'broken', type);
      assert.equal(await why('photo', bytes('RIFF', [0xff, 0xff, 0, 0], 'WEBP', picture)), 'broken', type);
    }
  });

  it('no loader of another type can be reached even past the check of the first bytes', async () => {
    for (const [type, picture] of Object.entries(await otherTypes())) {
      if (picture.length > 0)
        await assert.rejects(sharp(picture).metadata(), /unsupported image format/, type);
    }
    await assert.rejects(sharp(fileURLToPath(import.meta.url)).metadata(), /unsupported|blocked/i);
  });

  it('what follows a photo is not shown to the decoder, and nothing follows a key frame', async () => {
    const polyglot = bytes(anna, SVG);
    assert.equal(await why('photo', polyglot), 'readable');
    assert.equal(await why('key_frame', polyglot), 'trailing_bytes');
    assert.ok(!Buffer.from((await plainPhoto(polyglot, 640))!).includes('feTurbulence'));
  });
});

describe('before anything is decoded', () => {
  it('a JPEG of too many scans is refused, and one of an honest number is not', async () => {
    assert.equal(await why('photo', await jpegOfManyScans(700)), 'cost');
    assert.equal(await why('key_frame', await jpegOfManyScans(700)), 'cost');
    assert.equal(await why('photo', await jpegOfManyScans(0)), 'readable');
  });

  it('too many pixels are refused by what the header says', async () => {
    const huge = await greyPicture(64, (picture) => picture.png());
    new DataView(huge.buffer).setUint32(16, 40_000);
    new DataView(huge.buffer).setUint32(20, 40_000);
    assert.equal(await why('photo', huge), 'size');
    assert.equal(await why('key_frame', await greyPicture(1500, (picture) => picture.jpeg())), 'size');
  });

  it('what must be held at once is limited: interlaced, progressive, 16 bits', async () => {
    const interlaced = await greyPicture(5000, (picture) =>
      picture.toColourspace('rgb16').png({ progressive: true }),
    );
    assert.equal(await why('photo', interlaced), 'cost');
    const progressive = await greyPicture(7000, (picture) => picture.jpeg({ progressive: true }));
    assert.equal(await why('photo', progressive), 'cost');
    assert.equal(await why('photo', await costlyPicture()), 'readable');
  });

  it('animations are refused', async () => {
    const frames = await Promise.all([32, 33].map((side) => greyPicture(side, (picture) => picture.png())));
    const webp = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    assert.equal(await why('photo', webp), 'animated');
    const png = Buffer.from(await greyPicture(64, (picture) => picture.png()));
    const control = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
    const animated = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    assert.equal(await why('photo', animated), 'animated');
  });

  it('a header that is cut off anywhere is refused and never an exception', async () => {
    for (const picture of [
      anna,
      await greyPicture(64, (one) => one.png()),
      await greyPicture(64, (one) => one.webp()),
      await greyPicture(64, (one) => one.ensureAlpha(0.5).webp({ lossless: true })),
    ]) {
      for (let length = 0; length < Math.min(picture.length, 2000); length++) {
        assert.ok('problem' in readPictureHeader(picture.subarray(0, length)));
      }
    }
  });
});

describe('a copy to be shown', () => {
  it('holds the picture upright and nothing of what a camera writes beside it', async () => {
    const taken = await sharp(anna)
      .resize(400, 300)
      .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '39/1 54/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><place>some place</place></x:xmpmeta>')
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    assert.ok((await sharp(taken).metadata()).exif);
    const copy = Buffer.from((await plainPhoto(taken, 2000))!);
    const { width, height, exif, xmp, iptc, icc, orientation } = await sharp(copy).metadata();
    assert.deepEqual([width, height], [300, 400]);
    assert.deepEqual([exif, xmp, iptc, icc, orientation], Array(5).fill(undefined));
  });

  it('holds no byte of EXIF, GPS, XMP, text, comment or what was appended, in any of the three types', async () => {
    for (const [type, picture] of Object.entries(await markedPictures(anna))) {
      const sent = Buffer.from(picture).toString('latin1');
      assert.ok(sent.split(MARK).length > 4, `${type}: several places hold it`);
      const plain = Buffer.from((await plainPhoto(picture, 2000))!);
      assert.equal(plain.includes(MARK), false, type);
      const { width, exif, xmp, iptc, icc, comments } = await sharp(plain).metadata();
      assert.deepEqual([width, exif, xmp, iptc, icc, comments], [320, ...Array(5).fill(undefined)], type);
    }
  });

  it('is not made of what is no picture', async () => {
    for (const picture of Object.values(await otherTypes())) {
      assert.equal(await plainPhoto(picture, 2000), undefined);
    }
  });
});
