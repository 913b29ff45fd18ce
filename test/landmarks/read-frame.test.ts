import { expect } from '@open-wc/testing';
import type { Pixels } from '../../src/landmarks/pixels.ts';
import { createFrameReader, type FrameReader } from '../../src/landmarks/read-frame.ts';

const { copyTo } = VideoFrame.prototype;

describe('reading camera frames', () => {
  let copies = 0;
  let reader: FrameReader;
  beforeEach(() => {
    copies = 0;
    reader = createFrameReader();
    VideoFrame.prototype.copyTo = function (...args) {
      copies++;
      return copyTo.apply(this, args);
    };
  });
  afterEach(() => {
    VideoFrame.prototype.copyTo = copyTo;
  });

  it('copies the bytes that a canvas would give, once the first frame has shown that it may', async () => {
    const kept = [];
    for (let index = 0; index < 3; index++) kept.push(await read(640, 480));
    expect(copies).to.equal(3);
    for (const pixels of kept) expect(levelsApart(pixels, await drawn(640, 480))).to.be.below(0.5);
  });

  for (const { what, spoil } of [
    {
      what: 'refuses to convert',
      spoil: () => Promise.reject(new DOMException('RGBX', 'NotSupportedError')),
    },
    {
      what: 'swaps colours',
      async spoil(this: VideoFrame, target: AllowSharedBufferSource, options?: VideoFrameCopyToOptions) {
        const layout = await copyTo.call(this, target, options);
        const data = target as Uint8ClampedArray;
        for (let offset = 0; offset < data.length; offset += 4)
          [data[offset], data[offset + 2]] = [data[offset + 2]!, data[offset]!];
        return layout;
      },
    },
  ]) {
    it(`draws the frames of a browser that ${what}, and does not ask it again`, async () => {
      let asked = 0;
      VideoFrame.prototype.copyTo = function (...args) {
        asked++;
        return spoil.apply(this, args);
      };
      for (let index = 0; index < 2; index++)
        expect(levelsApart(await read(640, 480), await drawn(640, 480))).to.equal(0);
      expect(asked).to.equal(1);
    });
  }

  it('follows a phone that is turned: other sides, same picture', async () => {
    for (const [width, height] of [
      [640, 480],
      [480, 640],
      [480, 640],
      [640, 480],
    ] as const) {
      const pixels = await read(width, height);
      expect([pixels.width, pixels.height]).to.deep.equal([width, height]);
      expect(levelsApart(pixels, await drawn(width, height))).to.be.below(0.5);
    }
    expect(copies).to.equal(4);
  });

  it('shrinks what is larger than 960 pixels, and says by how much', async () => {
    const frame = await frameOf(1920, 1440);
    const { pixels, scale } = await reader.read(frame, 1920, 1440);
    frame.close();
    expect([pixels.width, pixels.height, scale, copies]).to.deep.equal([960, 720, 2, 0]);
  });

  async function read(width: number, height: number): Promise<Pixels> {
    const frame = await frameOf(width, height);
    const { pixels } = await reader.read(frame, width, height);
    frame.close();
    return { ...pixels, data: pixels.data.slice(), width: pixels.width, height: pixels.height };
  }
});

async function bitmapOf(width: number, height: number): Promise<ImageBitmap> {
  const response = await fetch('/test/landmarks/fixtures/dev-glasses-turned.jpg');
  return createImageBitmap(await response.blob(), { resizeWidth: width, resizeHeight: height });
}

async function frameOf(width: number, height: number): Promise<VideoFrame> {
  const bitmap = await bitmapOf(width, height);
  const frame = new VideoFrame(bitmap, { timestamp: 0 });
  bitmap.close();
  return frame;
}

async function drawn(width: number, height: number): Promise<Pixels> {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(await bitmapOf(width, height), 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** Mean difference of the colours of two pictures, in levels of 0 to 255. */
function levelsApart({ data }: Pixels, { data: other }: Pixels): number {
  expect(data.length).to.equal(other.length);
  let sum = 0;
  for (let offset = 0; offset < data.length; offset++)
    if (offset % 4 !== 3) sum += Math.abs(data[offset]! - other[offset]!);
  return sum / (data.length * 0.75);
}
