import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { long } from '../../../test/long.ts';
import { checkFacesNotAlike } from '../../src/judgement/checks/earlier.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import type { FaceHashes } from '../../src/pictures/perceptual-hashes.ts';
import type { PictureReader } from '../../src/pictures/picture-reading.ts';
import { recordingOf } from '../forgeries/video.ts';
import { NOTHING_EARLIER } from './judged-session.ts';

describe('the faces of an earlier submission for the same relative are known again', () => {
  let pictures: PictureReader;
  let anna: readonly Uint8Array[];
  let annasFaces: readonly FaceHashes[];
  before(async () => {
    pictures = await lookAtPictures();
    anna = recordingOf('anna').video.pictures.map(({ jpeg }) => jpeg);
    annasFaces = await facesIn(anna);
  });
  after(() => pictures.close());

  async function facesIn(jpegs: readonly Uint8Array[]): Promise<readonly FaceHashes[]> {
    const readings = await pictures.read('key_frame', jpegs);
    return readings.map((reading) => {
      assert.ok(reading.readable && reading.faceHashes);
      return reading.faceHashes;
    });
  }
  const check = (faces: readonly FaceHashes[], before: readonly FaceHashes[]) =>
    checkFacesNotAlike(faces, {
      ...NOTHING_EARLIER,
      facesOfRelative: async () => before.map(({ hash }) => hash),
    });
  const altered = (change: (picture: Sharp) => Sharp) =>
    Promise.all(
      anna.map(async (jpeg) => new Uint8Array(await change(sharp(jpeg)).jpeg({ quality: 80 }).toBuffer())),
    );

  for (const [how, change] of [
    ['compressed again', (picture) => picture],
    [
      'cropped',
      (picture) => picture.extract({ left: 60, top: 20, width: 560, height: 420 }).resize(640, 480),
    ],
    ['mirrored', (picture) => picture.flop()],
    ['made darker and flatter', (picture) => picture.linear(0.65, 25)],
    ['lit anew', (picture) => picture.gamma(1.8)],
    [
      'cropped, mirrored and lit anew',
      (picture) =>
        picture
          .extract({ left: 60, top: 20, width: 560, height: 420 })
          .resize(640, 480)
          .flop()
          .linear(0.8, 30),
    ],
  ] as const satisfies readonly (readonly [string, (picture: Sharp) => Sharp])[]) {
    it(how, how === 'cropped, mirrored and lit anew' ? {} : long, async () => {
      const { passed, detail } = await check(await facesIn(await altered(change)), annasFaces);
      assert.equal(passed, false, JSON.stringify(detail));
    });
  }

  it('cut from two submissions', long, async () => {
    const again = recordingOf('anna-again').video.pictures.map(({ jpeg }) => jpeg);
    const [one, other] = [anna.slice(0, anna.length >> 1), again.slice(again.length >> 1)];
    const copies = await Promise.all(
      [...one, ...other].map(
        async (jpeg) => new Uint8Array(await sharp(jpeg).jpeg({ quality: 70 }).toBuffer()),
      ),
    );
    const { passed } = await check(await facesIn(copies), [...annasFaces, ...(await facesIn(again))]);
    assert.equal(passed, false);
  });

  it('and those of another person are not', async () => {
    const dev = recordingOf('dev').video.pictures.map(({ jpeg }) => jpeg);
    const { passed, detail } = await check(await facesIn(dev), annasFaces);
    assert.deepEqual([passed, detail?.alike], [true, 0]);
  });
});
