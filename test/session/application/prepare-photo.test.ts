import { expect } from '@open-wc/testing';
import { preparePhoto } from '../../../src/session/application/prepare-photo.ts';

const LIMIT = 150_000;

/** A picture that compresses badly, as photos do. */
async function picture(width: number, height: number, type = 'image/jpeg'): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  for (let x = 0; x < width; x += 8) {
    for (let y = 0; y < height; y += 8) {
      context.fillStyle = `rgb(${(x * 31 + y * 17) % 256} ${(x * 7 + y * 91) % 256} ${(x + y) % 256})`;
      context.fillRect(x, y, 8, 8);
    }
  }
  return canvas.convertToBlob({ type, quality: 1 });
}

/** Puts an Exif segment with a rotation by 90° (orientation 6) and a note behind the JPEG's start. */
async function withExif(jpeg: Blob): Promise<Blob> {
  const note = 'GPS-SECRET';
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, ...new TextEncoder().encode(note)];
  const segment = new Uint8Array([0xff, 0xe1, 0, body.length + 2, ...body]);
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  return new Blob([bytes.slice(0, 2), segment, bytes.slice(2)], { type: 'image/jpeg' });
}

async function prepared(photo: Blob, maxBytes = LIMIT): Promise<Blob> {
  const outcome = await preparePhoto(photo, maxBytes);
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.photo;
}

const errorOf = async (photo: Blob, maxBytes = LIMIT) => {
  const outcome = await preparePhoto(photo, maxBytes);
  return 'error' in outcome ? outcome.error : null;
};

describe('a photo that is handed in', () => {
  it('becomes a JPEG within the limit, whatever it was', async () => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp']) {
      const photo = await prepared(await picture(1200, 900, type));
      expect(photo.type).to.equal('image/jpeg');
      expect(photo.size).to.be.at.most(LIMIT);
    }
  });

  it('loses everything but its pixels, turned upright first', async () => {
    const photo = await prepared(await withExif(await picture(640, 400)));
    const bytes = new TextDecoder('latin1').decode(await photo.arrayBuffer());
    expect(bytes).not.to.contain('GPS-SECRET');
    expect(bytes).not.to.contain('Exif');
    const { width, height } = await createImageBitmap(photo);
    expect([width, height]).to.deep.equal([400, 640]);
  });

  it('is refused when it is no picture, cannot be read, or shows too little', async () => {
    expect(await errorOf(new Blob(['text'], { type: 'text/plain' }))).to.equal('not_an_image');
    expect(await errorOf(new Blob(['text']))).to.equal('not_an_image');
    expect(await errorOf(new Blob(['text'], { type: 'image/jpeg' }))).to.equal('unreadable');
    expect(await errorOf(await picture(640, 200))).to.equal('too_small');
  });

  it('is refused when it cannot be made small enough', async () => {
    expect(await errorOf(await picture(1200, 900), 1_000)).to.equal('too_large');
  });
});
