import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { photograph } from '../../bench/documents/scene.mjs';
import { randomOf } from '../../bench/people/random.mjs';
import { checkDocument, type DocumentShape } from '../../src/documents/check-document.ts';
import { lumaOf, lumaSize } from '../../src/documents/luma.ts';

/** Looks at a rendered document as the camera would see it. */
async function see(
  kind: string,
  scene: Record<string, unknown> = {},
  { aiming = true, shape = 'card' as DocumentShape } = {},
) {
  const picture = await photograph(kind, scene, randomOf(7));
  const { width, height } = picture;
  return checkDocument(lumaOf(picture, 3), { width, height, shape, aiming });
}

describe('a picture of a document', () => {
  for (const [kind, shape] of [
    ['id-front', 'card'],
    ['id-back', 'card'],
    ['social-security-card', 'card'],
    ['passport-page', 'page'],
  ] as const) {
    test(`that shows the whole ${kind} sharp, straight and lit is in order`, async () => {
      assert.equal((await see(kind, {}, { shape })).fault, null);
    });
  }

  test('may be taken with an upright phone, and a little turned', async () => {
    const upright = { width: 1080, height: 1920, fill: 0.85, turnDegrees: 4, background: 'cloth' };
    assert.equal((await see('id-front', upright)).fault, null);
  });

  for (const [what, scene, fault] of [
    ['is out of focus', { blurPx: 8 }, 'blurred'],
    ['was taken by a hand that shook', { shakePx: 26, shakeDegrees: 20 }, 'blurred'],
    ['was taken in the dark', { exposure: 0.1 }, 'too_dark'],
    ['mirrors a lamp', { glare: 0.25 }, 'glare'],
    ['lacks a corner', { shiftX: 0.25, fill: 0.9 }, 'cut_off'],
    ['shows the card from afar', { fill: 0.36 }, 'too_far'],
    ['shows the card turned', { turnDegrees: 18, fill: 0.7 }, 'aslant'],
    ['was taken from the side', { tiltDegrees: 42, tiltTowardsDegrees: 10, fill: 0.75 }, 'aslant'],
  ] as const) {
    test(`that ${what} is told as ${fault}`, async () => {
      assert.equal((await see('id-front', scene)).fault, fault);
    });
  }

  test('that shows an empty table, an empty card or a sheet of paper shows no document', async () => {
    const flat = (width: number, height: number, body: string) => ({
      width,
      height,
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`,
    });
    for (const thing of [
      flat(20, 20, ''),
      flat(1012, 638, '<rect width="1012" height="638" rx="38" fill="#eceae4"/>'),
      flat(707, 1000, '<rect width="707" height="1000" fill="#f6f5f1"/>'),
    ]) {
      const picture = await photograph(thing, {}, randomOf(3));
      const { width, height } = picture;
      const sight = checkDocument(lumaOf(picture, 3), { width, height, shape: 'card', aiming: true });
      assert.equal(sight.fault, 'no_document');
    }
  });

  test('from a file may show the card small, as long as its number can be read', async () => {
    const small = { width: 2000, height: 1500, fill: 0.4 };
    assert.equal((await see('id-front', small)).fault, 'too_far');
    assert.equal((await see('id-front', small, { aiming: false })).fault, null);
    assert.equal(
      (await see('id-front', { width: 640, height: 480, fill: 0.6 }, { aiming: false })).fault,
      'too_far',
    );
  });

  test('of a passport is not taken for one of a card', async () => {
    assert.equal((await see('passport-page')).fault, 'no_document');
  });

  test('says where the card lies, in pixels of the picture as it came', async () => {
    const { quad } = await see('id-front', { fill: 0.8, background: 'dark' });
    const [topLeft, topRight, , bottomLeft] = quad!;
    const across = 0.8 * 720 * (1012 / 638);
    assert.ok(Math.abs(topRight.x - topLeft.x - across) < 0.02 * across);
    assert.ok(Math.abs(topLeft.x - (1280 - across) / 2) < 0.02 * across);
    assert.ok(Math.abs(bottomLeft.y - topLeft.y - 576) < 0.02 * across);
  });
});

describe('the brightness that is looked at', () => {
  test('is never larger than the picture, and at most 480 by 900 pixels', () => {
    assert.deepEqual(lumaSize(320, 240), { width: 320, height: 240 });
    assert.deepEqual(lumaSize(1280, 720), { width: 853, height: 480 });
    assert.deepEqual(lumaSize(1080, 1920), { width: 480, height: 853 });
    assert.deepEqual(lumaSize(3000, 500), { width: 900, height: 150 });
  });

  test('is the mean of the pixels that a pixel stands for', () => {
    const data = new Uint8Array(1000 * 960 * 3).map((_, at) => (Math.floor(at / 3) % 2 === 0 ? 200 : 100));
    const { data: grey } = lumaOf({ data, width: 960, height: 1000 }, 3);
    assert.deepEqual(new Set(grey), new Set([150]));
  });
});
