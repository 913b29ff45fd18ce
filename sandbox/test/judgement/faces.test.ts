import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import { measure } from '@family-auth/library/signals/measure.ts';
import sharp from 'sharp';
import { checkSamePerson } from '../../src/judgement/checks/faces.ts';
import type { SeenKeyFrame } from '../../src/judgement/checks/key-frames.ts';
import { bandOf, faceDistance, MATCH_UP_TO, matchFaces } from '../../src/judgement/face-match.ts';
import { CHIP_SIDE } from '../../src/pictures/align-face.ts';
import { lookAtPictures } from '../../src/pictures/look-at-pictures.ts';
import { hashDistance } from '../../src/pictures/perceptual-hashes.ts';
import type { PictureReader, ReadPicture } from '../../src/pictures/picture-reading.ts';
import { loadRecognitionNet } from '../../src/pictures/recognition-net.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import { sessionOf } from './judged-session.ts';

const PEOPLE = ['anna', 'ben', 'cora', 'dev', 'finn', 'hua'] as const;
type Person = (typeof PEOPLE)[number];

let reader: PictureReader;
const photos = new Map<Person, ReadPicture>();
const frames = new Map<string, ReadPicture>();

async function readOne(kind: 'photo' | 'key_frame', bytes: Uint8Array): Promise<ReadPicture> {
  const [reading] = await reader.read(kind, [bytes]);
  assert.ok(reading?.readable);
  return reading;
}

before(async () => {
  reader = await lookAtPictures();
  for (const person of PEOPLE) {
    const photo = new URL(`${person}.idphoto.jpg`, RENDERED_PEOPLE);
    photos.set(person, await readOne('photo', new Uint8Array(readFileSync(photo))));
  }
  for (const person of ['anna', 'dev', 'finn']) {
    frames.set(person, await readOne('key_frame', sessionOf(person).parts.get(1)!.bytes));
  }
});
after(() => reader.close());

const distance = (photo: Person, frame: string) =>
  faceDistance(photos.get(photo)!.descriptor!, frames.get(frame)!.descriptor!);
const between = (value: number, low: number, high: number) =>
  assert.ok(value >= low && value <= high, `${value} lies between ${low} and ${high}`);

test('a photo and a frame of the same person are near, glasses or not', () => {
  between(distance('anna', 'anna'), 0.05, 0.31);
  between(distance('finn', 'finn'), 0.05, 0.31);
  between(distance('dev', 'dev'), 0.36, 0.45);
});

test('clearly different people are far apart', () => {
  for (const [photo, frame] of [
    ['anna', 'dev'],
    ['dev', 'anna'],
    ['finn', 'dev'],
  ] as const) {
    assert.equal(bandOf(distance(photo, frame)), 'mismatch');
  }
});

test('people of whom the descriptor is unsure lie in the band that a person decides', () => {
  for (const [photo, frame] of [
    ['anna', 'finn'],
    ['cora', 'finn'],
    ['ben', 'anna'],
  ] as const) {
    assert.equal(bandOf(distance(photo, frame)), 'person_decides');
  }
});

test('the look-alikes anna and hua, nearer than many pictures of one person, are left to a person', () => {
  between(distance('hua', 'anna'), MATCH_UP_TO, 0.42);
  assert.equal(bandOf(distance('hua', 'anna')), 'person_decides');
});

test('nobody of the known people is taken for another by the machine, whichever photo is registered', () => {
  for (const photo of PEOPLE) {
    for (const frame of frames.keys()) {
      if (photo !== frame) assert.notEqual(bandOf(distance(photo, frame)), 'match', `${photo} ${frame}`);
    }
  }
});

test('without the glasses of the frames on their photo, somebody is left to a person', () => {
  assert.equal(bandOf(distance('dev', 'dev')), 'person_decides');
});

test('the distance to a photo is the median over the frames', () => {
  const at = (x: number) => new Float32Array(128).fill(0).fill(x, 0, 1);
  assert.equal(matchFaces(at(0), [at(0.125), at(5), at(0.25)]).distance, 0.25);
  assert.equal(matchFaces(at(0), [at(0.25), at(0.75)]).distance, 0.5);
});

test("our layers compute what the package's own network computes", async () => {
  const script = fileURLToPath(new URL('../fixtures/package-descriptor.mjs', import.meta.url));
  const output = execFileSync(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
  });
  const theirs = JSON.parse(output.toString().trim().split('\n').at(-1)!) as number[];
  const net = await loadRecognitionNet();
  const chip = Float32Array.from({ length: CHIP_SIDE * CHIP_SIDE * 3 }, (_, at) => (at * 7919) % 256);
  const ours = await net.describe(chip);
  net.dispose();
  assert.equal(theirs.length, 128);
  assert.ok(Math.max(...ours.map((value, at) => Math.abs(value - theirs[at]!))) < 1e-4);
});

test('a picture compressed again keeps its difference hash, another instant changes it', async () => {
  const { parts } = sessionOf('anna');
  const original = await readOne('key_frame', parts.get(1)!.bytes);
  const again = await readOne('key_frame', await sharp(parts.get(1)!.bytes).jpeg({ quality: 85 }).toBuffer());
  assert.ok(hashDistance(original.hash, again.hash) <= 4);
  const turned = await readOne('key_frame', parts.get(5)!.bytes);
  assert.ok(hashDistance(original.hash, turned.hash) >= 8);
});

test('bytes that are no JPEG are unreadable as key frames, and say why', async () => {
  const jpeg = sessionOf('anna').parts.get(1)!.bytes;
  const png = await sharp(jpeg).png().toBuffer();
  const broken = jpeg.slice(0, jpeg.length >> 1);
  const huge = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  const readings = await reader.read('key_frame', [new Uint8Array(9), png, broken, huge]);
  assert.deepEqual(
    readings.map((reading) => !reading.readable && reading.why),
    ['format', 'format', 'broken', 'size'],
  );
});

test('somebody else from the middle on is not the same person', () => {
  const seen = (action: 'neutral' | 'turn_left', descriptor: Float32Array) =>
    ({ ...template, action, descriptor }) as SeenKeyFrame;
  const anna = frames.get('anna')!.descriptor!;
  const dev = frames.get('dev')!.descriptor!;
  const finn = frames.get('finn')!.descriptor!;
  assert.equal(checkSamePerson([seen('neutral', anna), seen('turn_left', anna)]).passed, true);
  assert.deepEqual(
    [dev, finn].map((other) => {
      const { passed, personDecides } = checkSamePerson([seen('neutral', anna), seen('turn_left', other)]);
      return { passed, personDecides };
    }),
    [
      { passed: false, personDecides: undefined },
      { passed: false, personDecides: true },
    ],
  );
});

test('a turned face that is not clearly the one at rest is left to a person', () => {
  const at = (x: number) => new Float32Array(128).fill(0).fill(x, 0, 1);
  const { trace } = decodeTrace(sessionOf('anna').parts.get(0)!.bytes);
  const turned = trace.records.findLast(
    (record) => record.kind === 'face' && Math.abs(measure(record).yawDegrees) > 25,
  );
  assert.ok(turned?.kind === 'face');
  const rest = { ...template, action: 'neutral', descriptor: at(0) } as SeenKeyFrame;
  const turn = (x: number) =>
    ({ ...template, action: 'turn_left', seen: turned, descriptor: at(x) }) as SeenKeyFrame;
  const verdicts = [0.5, 0.53, 0.6].map((x) => {
    const { passed, personDecides = false } = checkSamePerson([rest, turn(x)]);
    return { passed, personDecides };
  });
  assert.deepEqual(verdicts, [
    { passed: true, personDecides: false },
    { passed: false, personDecides: true },
    { passed: false, personDecides: false },
  ]);
});

/** The same frontal face in every frame; only who it is differs. */
const points = new Int16Array(53 * 3).map((_, at) => (at * 37) % 500);
const template = {
  n: 1,
  step: 0,
  purpose: 'closing',
  timestamp_ms: 0,
  seen: {
    kind: 'face',
    timestampMs: 0,
    frameWidth: 640,
    frameHeight: 480,
    points,
    light: { mean: 100, left: 100, right: 100 },
  },
} as const;
