import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { ageOn, dateInChina } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import { checkName } from '@family-auth/library/identity/name.ts';
import sharp from 'sharp';
import { judgeOf } from '../../src/jobs/judge-job.ts';
import { openPictureReader } from '../../src/pictures/open-picture-reader.ts';
import { joinRegistries } from '../../src/registry/citizen-registry.ts';
import { ENROLMENTS_MAX, type EnrolledCitizen, openEnrolments } from '../../src/registry/enrolments.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { RENDERED_PEOPLE, syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import { inputOf, sessionOf } from '../judgement/judged-session.ts';

const photoOf = (person: string) => readFile(new URL(`${person}.idphoto.jpg`, RENDERED_PEOPLE));
const scaled = (photo: Uint8Array, width: number) => sharp(photo).resize({ width }).png().toBuffer();
const code = (expected: string) => ({ name: 'EnrolmentError', code: expected });
const today = () => dateInChina(Date.now());

const pictures = openPictureReader();
after(() => pictures.close());

describe('enrolling a face', () => {
  it('invents an adult who cannot exist, and registers photo and descriptor for them', async () => {
    const enrolments = openEnrolments(pictures);
    const citizen = await enrolments.enrol(await photoOf('anna'));
    const reading = validateIdNumber('resident_id_card', citizen.number, today());
    const { birthdate, sex, number } = citizen;
    assert.deepEqual(reading, { valid: true, number, birthdate, sex });
    assert.equal(number.slice(2, 4), '88', 'the city code of no province, see registry.test.ts');
    assert.ok(SYNTHETIC_CITIZENS.every((other) => other.number.slice(0, 6) !== number.slice(0, 6)));
    assert.ok(ageOn(birthdate, today()) >= 18);
    assert.equal(checkName(citizen.name, 'resident_id_card').error, null);
    assert.equal(citizen.syntheticFace, false);
    assert.deepEqual(await enrolments.find('resident_id_card', number), citizen);
    assert.equal((await enrolments.descriptor!(citizen))?.length, 128);
    assert.equal((await sharp(await enrolments.photo(citizen)).metadata()).format, 'jpeg');
  });

  it('keeps the name that was wished for', async () => {
    const wish = { name: '云明安', birthdate: '1990-02-03', sex: 'female', syntheticFace: true } as const;
    const citizen = await openEnrolments(pictures).enrol(await photoOf('anna'), wish);
    assert.equal(citizen.number.slice(6, 14), '19900203');
    assert.partialDeepStrictEqual(citizen, wish);
  });

  it('leaves out what a camera writes beside the picture', async () => {
    const enrolments = openEnrolments(pictures);
    const exif = { IFD0: { Copyright: 'somebody at some place' } };
    const taken = await sharp(await photoOf('anna'))
      .withExif(exif)
      .jpeg()
      .toBuffer();
    assert.ok(taken.includes('somebody at some place'));
    const kept = Buffer.from((await enrolments.photo(await enrolments.enrol(taken)))!);
    assert.ok(!kept.includes('somebody at some place'));
    assert.equal((await sharp(kept).metadata()).exif, undefined);
  });

  it('refuses what is no picture of one face that is large enough', async () => {
    const enrolments = openEnrolments(pictures);
    const anna = await photoOf('anna');
    const two = { create: { width: 960, height: 640, channels: 3, background: '#888' } } as const;
    const both = sharp(two).composite([
      { input: await scaled(anna, 440), left: 20, top: 20 },
      { input: await scaled(await photoOf('ben'), 440), left: 500, top: 20 },
    ]);
    const wall = sharp({ create: { width: 640, height: 480, channels: 3, background: '#987' } });
    await assert.rejects(enrolments.enrol(Buffer.from('<svg/>')), code('photo_unreadable'));
    await assert.rejects(enrolments.enrol(anna.subarray(0, 9000)), code('photo_unreadable'));
    await assert.rejects(enrolments.enrol(await wall.jpeg().toBuffer()), code('no_face'));
    await assert.rejects(enrolments.enrol(await both.png().toBuffer()), code('many_faces'));
    await assert.rejects(enrolments.enrol(await scaled(anna, 90)), code('face_too_small'));
  });

  it('has room for so many and no more, those included that are being looked at', async () => {
    const anna = await photoOf('anna');
    const [reading] = await pictures.read('photo', [anna]);
    const enrolments = openEnrolments({ ...pictures, read: async () => [reading!] });
    const tries = Array.from({ length: ENROLMENTS_MAX + 1 }, () => enrolments.enrol(anna));
    await assert.rejects(tries.pop()!, code('too_many_enrolments'));
    const enrolled = await Promise.all(tries);
    assert.equal(new Set(enrolled.map(({ number }) => number)).size, ENROLMENTS_MAX);
    enrolments.forget(enrolled[0]!.id);
    await enrolments.enrol(anna);
  });
});

describe('forgetting', () => {
  const nothingOf = async (registry: ReturnType<typeof openEnrolments>, citizen: EnrolledCitizen) => {
    assert.equal(await registry.find(citizen.idType, citizen.number), undefined);
    assert.equal(await registry.photo(citizen), undefined);
    assert.equal(await registry.descriptor!(citizen), undefined);
  };

  it('leaves no photo and no descriptor of that one, and the others alone', async () => {
    const enrolments = openEnrolments(pictures);
    const anna = await enrolments.enrol(await photoOf('anna'));
    const ben = await enrolments.enrol(await photoOf('ben'));
    assert.equal(enrolments.forget(anna.id), true);
    await nothingOf(enrolments, anna);
    assert.ok(await enrolments.photo(ben));
    assert.equal(enrolments.forget(anna.id), false);
    enrolments.forgetAll();
    await nothingOf(enrolments, ben);
  });

  it('holds for who is being enrolled at that moment, and nobody comes in after the end', async () => {
    const enrolments = openEnrolments(pictures);
    const enrolling = enrolments.enrol(await photoOf('anna'));
    enrolments.forgetAll();
    await assert.rejects(enrolling, code('enrolment_closed'));
    await enrolments.close();
    await assert.rejects(enrolments.enrol(await photoOf('anna')), code('enrolment_closed'));
  });
});

describe('a judgement of somebody enrolled', () => {
  const enrolments = openEnrolments(pictures);
  const judge = judgeOf(joinRegistries(syntheticRegistry(), enrolments));
  after(() => judge.close());

  /** Anna's recorded session, handed in for this citizen. */
  const judged = ({ name, number }: EnrolledCitizen) => {
    const input = inputOf(sessionOf('anna'));
    return judge.judge({ ...input, subject: { name, id: { ...input.subject.id, number } } });
  };

  it('compares with the enrolled photo: the same face is approved, another refused, a forgotten one unknown', async () => {
    const anna = await enrolments.enrol(await photoOf('anna'), { syntheticFace: true });
    const dev = await enrolments.enrol(await photoOf('dev'), { syntheticFace: true });
    assert.equal((await judged(anna)).verdict, 'approved');
    assert.equal((await judged(dev)).refusedBy, 'face_match');
    enrolments.forgetAll();
    assert.equal((await judged(anna)).refusedBy, 'identity');
  });
});
