import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { backend } from '@tensorflow/tfjs-core';
import type { Detection } from '../../src/landmarks/face.ts';
import { DETECTOR_FILES, EYE_FILES, MESH_FILES, MODEL_SHA256 } from '../../src/landmarks/models.ts';
import { createNodeDetector, type NodeDetector, readModels } from '../../src/landmarks/node-host.ts';
import type { Pixels } from '../../src/landmarks/pixels.ts';
import { readFixture } from './read-fixture.ts';

const OUTER_EYE_CORNERS = [33, 263] as const;

describe('the landmark pipeline in Node', () => {
  let detector: NodeDetector;
  let face: Pixels;

  before(async () => {
    detector = await createNodeDetector();
    face = await readFixture('anna-straight');
  });
  after(() => detector.close());

  it('answers none for an empty room, many for two people, face for one', async () => {
    const kinds = [];
    for (const name of ['no-face', 'two-faces', 'anna-straight', 'far-face'] as const) {
      kinds.push((await detector.detectStill({ ...(await readFixture(name)), timestampMs: 0 })).kind);
    }
    assert.deepEqual(kinds, ['none', 'many', 'face', 'face']);
  });

  it('takes shelves for no second face, though the detector does', async () => {
    const shelves = await readFixture('face-before-shelves');
    assert.equal((await detector.detectStill({ ...shelves, timestampMs: 0 })).kind, 'face');
    detector.reset();
    for (const timestampMs of [0, 40, 600]) {
      assert.equal((await detector.detectPixels({ ...shelves, timestampMs })).kind, 'face');
    }
  });

  it('gives 468 points in the frame, its light, and the frame it belongs to', async () => {
    const { points, confidence, light, frameWidth, frameHeight, timestampMs } = faceOf(
      await detector.detectStill({ ...face, timestampMs: 40 }),
    );
    assert.equal(points.length, 468 * 3);
    assert.deepEqual(
      { frameWidth, frameHeight, timestampMs },
      { frameWidth: 640, frameHeight: 480, timestampMs: 40 },
    );
    assert.ok(confidence > 0.9);
    const [left, right] = OUTER_EYE_CORNERS.map((index) => points[index * 3]!);
    assert.ok(left! > 0 && left! < right! && right! < 640);
    assert.ok(light.mean > 50 && light.mean < 250);
    assert.ok(Math.abs((light.left + light.right) / 2 - light.mean) < 0.01);
  });

  it('sees lids open and shut, near and far, with glasses and without', async () => {
    const lidsOf = async (name: Parameters<typeof readFixture>[0]) =>
      faceOf(await detector.detectStill({ ...(await readFixture(name)), timestampMs: 0 })).lidAperture!;
    for (const name of ['anna-straight', 'far-face', 'dev-glasses-turned'] as const) {
      const { left, right } = await lidsOf(name);
      assert.ok(left > 0.22 && right > 0.22 && left < 0.5 && right < 0.5, `${name} ${left} ${right}`);
    }
    const shut = await lidsOf('hua-eyes-closed');
    assert.ok(shut.left < 0.17 && shut.right < 0.17, `${shut.left} ${shut.right}`);
  });

  it('says how open eyes look, near and far, with glasses and without', async () => {
    const learnedOf = async (name: Parameters<typeof readFixture>[0]) =>
      faceOf(await detector.detectStill({ ...(await readFixture(name)), timestampMs: 0 })).lidAperture!
        .learned!;
    for (const name of ['anna-straight', 'far-face', 'dev-glasses-turned'] as const) {
      const { left, right } = await learnedOf(name);
      assert.ok(Math.min(left, right) > 0.7 && Math.max(left, right) < 1.4, `${name} ${left} ${right}`);
    }
    const shut = await learnedOf('hua-eyes-closed');
    assert.ok(shut.left < 0.4 && shut.right < 0.4, `${shut.left} ${shut.right}`);
  });

  it('sees the lids of a mirrored face on the other side, as far open', async () => {
    const open = faceOf(await detector.detectStill({ ...face, timestampMs: 0 }));
    const mirrored = { ...face, data: face.data.slice() };
    for (let offset = 0; offset < face.data.length; offset++) {
      const [row, column] = [Math.floor(offset / 3 / face.width), Math.floor(offset / 3) % face.width];
      mirrored.data[offset] = face.data[(row * face.width + face.width - 1 - column) * 3 + (offset % 3)]!;
    }
    const other = faceOf(await detector.detectStill({ ...mirrored, timestampMs: 0 }));
    assert.ok(Math.abs(other.lidAperture!.left - open.lidAperture!.right) < 0.02);
    assert.ok(Math.abs(other.lidAperture!.right - open.lidAperture!.left) < 0.02);
    const [learned, learnedInMirror] = [open.lidAperture!.learned!, other.lidAperture!.learned!];
    assert.ok(Math.abs(learnedInMirror.left - learned.right) < 0.1);
    assert.ok(Math.abs(learnedInMirror.right - learned.left) < 0.1);
  });

  it('notices on which side the light is missing', async () => {
    const data = face.data.slice();
    for (let offset = 0; offset < data.length; offset++) {
      if ((offset / 3) % face.width >= face.width / 2) data[offset]! /= 3;
    }
    const { light } = faceOf(await detector.detectStill({ ...face, data, timestampMs: 0 }));
    assert.ok(light.right < light.left / 2);
  });

  it('finds the face of a still where a film of it has it in the end', async () => {
    const turned = await readFixture('dev-glasses-turned');
    const film = [];
    detector.reset();
    for (const timestampMs of [0, 1, 2, 3]) {
      film.push(faceOf(await detector.detectPixels({ ...turned, timestampMs })).points);
    }
    const still = faceOf(await detector.detectStill({ ...turned, timestampMs: 0 })).points;
    assert.notDeepEqual(still, film[0]);
    assert.deepEqual(still, film[3]);
  });

  it('takes RGBA as it takes RGB', async () => {
    const data = new Uint8ClampedArray(face.width * face.height * 4).map((_, offset) =>
      offset % 4 === 3 ? 255 : face.data[Math.floor(offset / 4) * 3 + (offset % 4)]!,
    );
    const rgb = faceOf(await detector.detectStill({ ...face, timestampMs: 0 }));
    const rgba = faceOf(await detector.detectStill({ ...face, data, timestampMs: 0 }));
    assert.deepEqual(rgba.points, rgb.points);
  });

  it('follows a face, and a still in between changes nothing', async () => {
    const follow = async (stillBetween: boolean) => {
      detector.reset();
      await detector.detectPixels({ ...face, timestampMs: 0 });
      if (stillBetween) await detector.detectStill({ ...(await readFixture('no-face')), timestampMs: 10 });
      return faceOf(await detector.detectPixels({ ...face, timestampMs: 33 })).points;
    };
    assert.deepEqual(await follow(true), await follow(false));
  });

  for (const { fps, withinFrames, withinWords } of [
    { fps: 30, withinFrames: 16, withinWords: 'half a second' },
    { fps: 4, withinFrames: 6, withinWords: 'six frames of a slow device' },
  ]) {
    it(`finds a second face within ${withinWords} although it follows the first`, async () => {
      const two = await readFixture('two-faces');
      const hidden = { ...two, data: two.data.slice() };
      for (let offset = 0; offset < hidden.data.length; offset++) {
        if ((offset / 3) % two.width >= two.width / 2) hidden.data[offset] = 128;
      }
      detector.reset();
      const kinds = [];
      for (let frame = 0; frame < 40; frame++) {
        const pixels = frame < 20 ? hidden : two;
        kinds.push((await detector.detectPixels({ ...pixels, timestampMs: (frame * 1000) / fps })).kind);
      }
      assert.ok(kinds.slice(0, 20).every((kind) => kind === 'face'));
      assert.ok(kinds.slice(20 + withinFrames).every((kind) => kind === 'many'));
    });
  }

  it('loses a face that leaves and finds it again in the same frame in which it returns', async () => {
    const empty = await readFixture('no-face');
    detector.reset();
    const kinds = [];
    for (const [frame, pixels] of [face, face, empty, empty, face].entries()) {
      kinds.push((await detector.detectPixels({ ...pixels, timestampMs: frame * 33 })).kind);
    }
    assert.deepEqual(kinds, ['face', 'face', 'none', 'none', 'face']);
  });

  it('keeps no tensor of the frames it has seen', async () => {
    await detector.detectPixels({ ...face, timestampMs: 0 });
    const held = tensorsHeld();
    for (let frame = 1; frame < 20; frame++)
      await detector.detectPixels({ ...face, timestampMs: frame * 33 });
    assert.equal(tensorsHeld(), held);
  });

  it('refuses bytes that are no picture of that size', async () => {
    await assert.rejects(
      detector.detectStill({ data: new Uint8Array(10), width: 4, height: 4, timestampMs: 0 }),
      {
        name: 'RangeError',
      },
    );
  });

  it('frees its model once, however often it is closed, and refuses frames afterwards', async () => {
    const held = tensorsHeld();
    const other = await createNodeDetector();
    assert.ok(tensorsHeld() > held);
    other.close();
    other.close();
    await assert.rejects(other.detectPixels({ ...face, timestampMs: 0 }), { code: 'engine_failed' });
    assert.equal(tensorsHeld(), held);
  });
});

describe('the model files', () => {
  it('are the ones whose digest the report names', async () => {
    const bytes = await readModels();
    const hash = createHash('sha256');
    for (const { name } of [
      DETECTOR_FILES.graph,
      DETECTOR_FILES.weights,
      MESH_FILES.graph,
      MESH_FILES.weights,
      EYE_FILES.graph,
      EYE_FILES.weights,
    ]) {
      hash.update(bytes.get(name)!);
    }
    assert.equal(hash.digest('base64url'), MODEL_SHA256);
  });

  it('have the sizes that are pinned', async () => {
    for (const [name, bytes] of await readModels()) {
      const files = [DETECTOR_FILES, MESH_FILES, EYE_FILES].flatMap(({ graph, weights }) => [graph, weights]);
      assert.equal(files.find((file) => file.name === name)?.byteLength, bytes.length);
    }
  });
});

/** What the backend holds: every weight and every value of a frame. */
const tensorsHeld = () => backend().numDataIds();

function faceOf(detection: Detection) {
  assert.ok(detection.kind === 'face');
  return detection.face;
}
