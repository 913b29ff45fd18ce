import { expect } from '@open-wc/testing';
import { createScriptedCamera } from '../../src/testing/scripted-camera.ts';
import type { ScriptedVideo } from '../../src/testing/scripted-video.ts';

const people = new URL('../../src/testing/people/', import.meta.url);
const script: ScriptedVideo = await (await fetch(new URL('anna.segments.json', people))).json();
/** A rest of a fifth of a second, over and over: its few pictures come again and again. */
const short: ScriptedVideo = {
  ...script,
  segments: script.segments.map((each) =>
    each.name === 'neutral' ? { ...each, startS: 1, endS: 1.2 } : each,
  ),
};

const FRAMES = 40;
const SIZE = { width: 32, height: 24 };

/** Greyscale thumbnails, as a backend keeps them to find pictures that come again. */
async function thumbnails(alive: boolean): Promise<Uint8ClampedArray[]> {
  const source = createScriptedCamera({ videoUrl: new URL('anna.webm', people), script: short, alive });
  const camera = await source.open({ facing: 'user' });
  const context = new OffscreenCanvas(SIZE.width, SIZE.height).getContext('2d', {
    willReadFrequently: true,
  })!;
  context.filter = 'grayscale(1)';
  const seen: Uint8ClampedArray[] = [];
  try {
    for await (const { image } of camera.frames()) {
      context.drawImage(image, 0, 0, SIZE.width, SIZE.height);
      image.close();
      seen.push(context.getImageData(0, 0, SIZE.width, SIZE.height).data);
      if (seen.length === FRAMES) break;
    }
  } finally {
    camera.close();
  }
  return seen;
}

/** How many are, bit by bit, what an earlier one was. A browser may hand out one picture twice running: that is one picture. */
function shownAgain(pictures: readonly Uint8ClampedArray[]): number {
  const shown = pictures.filter((picture, at) => at === 0 || !isSame(picture, pictures[at - 1]!));
  return shown.filter((picture, at) => shown.slice(0, at).some((before) => isSame(before, picture))).length;
}

function isSame(one: Uint8ClampedArray, other: Uint8ClampedArray): boolean {
  return one.every((value, index) => value === other[index]);
}

describe('a scripted video that is alive', () => {
  it('never shows a picture again, where the film by itself does', async () => {
    expect(shownAgain(await thumbnails(false))).to.be.greaterThan(FRAMES / 4);
    expect(shownAgain(await thumbnails(true))).to.equal(0);
  });
});
