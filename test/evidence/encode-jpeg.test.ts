import { expect } from '@open-wc/testing';
import { encodeJpeg } from '../../src/evidence/encode-jpeg.ts';
import { EvidenceError } from '../../src/evidence/evidence.ts';

const picture = (width: number, height: number): HTMLCanvasElement => {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(200 30 30)';
  context.fillRect(0, 0, width, height);
  return canvas;
};

describe('encodeJpeg', () => {
  it('makes a JPEG of the asked size that shows the picture', async () => {
    const bytes = await encodeJpeg(picture(64, 48), 32, 24, 0.9);
    expect([...bytes.subarray(0, 2)]).to.deep.equal([0xff, 0xd8]);
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    expect([image.width, image.height]).to.deep.equal([32, 24]);
    const context = new OffscreenCanvas(32, 24).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const [red, green] = context.getImageData(16, 12, 1, 1).data;
    expect(red).to.be.closeTo(200, 12);
    expect(green).to.be.closeTo(30, 12);
  });

  it('lets the picture be closed as soon as it returns', async () => {
    const bitmap = await createImageBitmap(picture(32, 32));
    const encoding = encodeJpeg(bitmap, 32, 32, 0.8);
    bitmap.close();
    expect((await encoding).length).to.be.greaterThan(100);
  });

  it('rejects a picture that is gone', async () => {
    const bitmap = await createImageBitmap(picture(32, 32));
    bitmap.close();
    const error = await encodeJpeg(bitmap, 32, 32, 0.8).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(EvidenceError);
    expect((error as EvidenceError).code).to.equal('picture_not_encodable');
  });
});
