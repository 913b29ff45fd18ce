import { randomInt, randomUUID } from 'node:crypto';
import { mod11Dash2 } from '@family-auth/library/identity/id-number.ts';
import type { PicturePool } from '../pictures/open-picture-reader.ts';
import type { ReadPicture } from '../pictures/picture-reading.ts';
import { newActivationCode } from './activation-code.ts';
import type { Citizen, CitizenRegistry } from './citizen-registry.ts';

/**
 * - `photo_unreadable`: no JPEG, PNG or WebP image, or a broken one, or one of more than 50 million pixels.
 * - `no_face`, `many_faces`: there must be exactly one face on the photo.
 * - `face_too_small`: the outer corners of the eyes are too near to one another on the photo.
 * - `too_many_enrolments`: no room until somebody is forgotten.
 * - `enrolment_closed`: the sandbox stopped, or everybody was forgotten, while the photo was being looked at.
 */
export type EnrolmentErrorCode =
  | 'photo_unreadable'
  | 'no_face'
  | 'many_faces'
  | 'face_too_small'
  | 'too_many_enrolments'
  | 'enrolment_closed';

/** Why nobody was enrolled. Nothing of the photo is kept, nor named in the message. */
export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode;

  constructor(code: EnrolmentErrorCode) {
    super(`Nobody was enrolled: ${code}.`);
    this.name = 'EnrolmentError';
    this.code = code;
  }
}

/** So many at a time: a harness that enrols one clip after the other forgets the last one first. */
export const ENROLMENTS_MAX = 32;
/** Between the outer corners of the eyes, pixels. The descriptor's aligned face has 74 there; half of it still tells. */
const MIN_EYE_SPAN_PX = 36;
/** As large as a photo is looked at. */
const PHOTO_SIDE_PX = 1280;
/** Outer corners of the eyes in the face mesh. */
const [RIGHT_CORNER, LEFT_CORNER] = [33, 263];

/** A citizen invented for somebody's face. */
export interface EnrolledCitizen extends Citizen {
  /** For {@link Enrolments.forget}. */
  readonly id: string;
  /** With which an account can be registered under the invented name. */
  readonly activationCode: string;
}

/**
 * Faces that were added while the sandbox runs, each under an invented name and number. Photo and descriptor are in this
 * object's memory and nowhere else: not in the database, on the disk or in a log.
 */
export interface Enrolments extends CitizenRegistry {
  /**
   * Invents a citizen and registers this photo for them. The photo is kept as a plain JPEG of at most 1280 pixels a side
   * without what a camera writes beside the picture (place, time, device).
   *
   * @param photo JPEG, PNG or WebP with exactly one face.
   * @throws EnrolmentError when the photo will not do or there is no room.
   */
  enrol(photo: Uint8Array, options?: CitizenOptions, signal?: AbortSignal): Promise<EnrolledCitizen>;
  /** Overwrites photo and descriptor and forgets the citizen; whether there was one with this id. */
  forget(id: string): boolean;
  forgetAll(): void;
  /** Forgets all and enrols nobody any more. Safe to call twice. */
  close(): Promise<void>;
}

interface Kept {
  readonly citizen: EnrolledCitizen;
  readonly photo: Uint8Array;
  readonly descriptor: Float32Array;
}

type EnrolmentPictures = Pick<PicturePool, 'read' | 'plainPhoto'>;

/** @param pictures finds the face and its descriptor; its owner closes it. */
export function openEnrolments(pictures: EnrolmentPictures): Enrolments {
  const kept = new Map<string, Kept>();
  /** Numbers are not given out twice: the database may still know what was done with one. */
  const numbers = new Set<string>();
  let looking = 0;
  let cleared = 0;
  let closed = false;

  const forget = (id: string) => {
    const one = kept.get(id);
    if (one) wipe(one);
    return kept.delete(id);
  };
  const forgetAll = () => {
    cleared++;
    for (const id of [...kept.keys()]) forget(id);
  };
  const keptOf = ({ idType, number }: Pick<Citizen, 'idType' | 'number'>) =>
    [...kept.values()].find(({ citizen }) => citizen.idType === idType && citizen.number === number);

  function unusedCitizen(options: CitizenOptions): Citizen {
    const citizen = inventCitizen(options);
    if (numbers.has(citizen.number)) return unusedCitizen(options);
    numbers.add(citizen.number);
    return citizen;
  }

  return {
    async enrol(photo, options = {}, signal) {
      if (closed) throw new EnrolmentError('enrolment_closed');
      if (kept.size + looking >= ENROLMENTS_MAX) throw new EnrolmentError('too_many_enrolments');
      const clearedBefore = cleared;
      looking++;
      try {
        const face = await readFace(pictures, photo, signal);
        if (cleared !== clearedBefore) {
          wipe(face);
          throw new EnrolmentError('enrolment_closed');
        }
        const citizen = { ...unusedCitizen(options), id: randomUUID(), activationCode: newActivationCode() };
        kept.set(citizen.id, { citizen, ...face });
        return citizen;
      } finally {
        looking--;
      }
    },
    forget,
    forgetAll,
    async close() {
      closed = true;
      forgetAll();
    },
    find: async (idType, number) => keptOf({ idType, number })?.citizen,
    activationCode: async (citizen) => keptOf(citizen)?.citizen.activationCode,
    photo: async (citizen) => copyOf(keptOf(citizen)?.photo),
    descriptor: async (citizen) => copyOf(keptOf(citizen)?.descriptor),
  };
}

function wipe({ photo, descriptor }: Pick<Kept, 'photo' | 'descriptor'>): void {
  photo.fill(0);
  descriptor.fill(0);
}

async function readFace(
  pictures: EnrolmentPictures,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Pick<Kept, 'photo' | 'descriptor'>> {
  const photo = await pictures.plainPhoto(bytes, PHOTO_SIDE_PX, signal);
  if (!photo) throw new EnrolmentError('photo_unreadable');
  const [reading] = await pictures.read('photo', [photo], signal);
  if (!reading?.readable) throw new EnrolmentError('photo_unreadable');
  if (reading.faces === 'many') throw new EnrolmentError('many_faces');
  const { descriptor } = reading;
  if (reading.faces === 'none' || !descriptor) throw new EnrolmentError('no_face');
  if (eyeSpanPx(reading) < MIN_EYE_SPAN_PX) throw new EnrolmentError('face_too_small');
  return { photo, descriptor };
}

function eyeSpanPx({ face }: ReadPicture): number {
  const points = face?.points ?? new Float32Array(3 * 468);
  const along = (axis: 0 | 1) => points[LEFT_CORNER * 3 + axis]! - points[RIGHT_CORNER * 3 + axis]!;
  return Math.hypot(along(0), along(1));
}

/** Whoever asked may still hold it when the original is overwritten. */
function copyOf<Numbers extends Uint8Array | Float32Array>(
  numbers: Numbers | undefined,
): Numbers | undefined {
  return numbers?.slice() as Numbers | undefined;
}

/** Area codes that were never assigned, and that nobody of `synthetic-citizens.ts` has: no province has a city code 88. */
const AREAS = ['118802', '318802', '448802'] as const;
const FIRST_BIRTH_YEAR = 1975;
const LAST_BIRTH_YEAR = 1995;
const FAMILY_NAMES = [...'云林舟禾松岚川原溪石'];
const GIVEN_NAMES = [...'明远安宁若清知行晓初予乐'];

/** What a caller may choose of an invented citizen; the rest is drawn at random. */
export interface CitizenOptions {
  readonly name?: string;
  /** `YYYY-MM-DD`; must be an adult's. Default: some day from 1975 to 1995. */
  readonly birthdate?: string;
  readonly sex?: Citizen['sex'];
  /** Mobile number on file, or `null` for none. Default: an invented one. */
  readonly phone?: string | null;
  /** Whether the face is synthetic, shown by a scripted video, see {@link Citizen}. Default `false`. */
  readonly syntheticFace?: boolean;
}

/** A fresh citizen who does not exist: well-formed number, area code never assigned, card active. */
function inventCitizen(options: CitizenOptions = {}): Citizen {
  const sex = options.sex ?? (randomInt(2) === 0 ? 'female' : 'male');
  const birthdate = options.birthdate ?? someBirthdate();
  // GB 11643: the sequence code is odd for men, even for women.
  const sequence = String(randomInt(50, 500) * 2 + (sex === 'male' ? 1 : 0)).padStart(3, '0');
  const digits = `${oneOf(AREAS)}${birthdate.replaceAll('-', '')}${sequence}`;
  return {
    name: options.name ?? `${oneOf(FAMILY_NAMES)}${oneOf(GIVEN_NAMES)}${oneOf(GIVEN_NAMES)}`,
    idType: 'resident_id_card',
    number: `${digits}${mod11Dash2(digits)}`,
    birthdate,
    sex,
    cardStatus: 'active',
    // No mobile number begins with 11.
    phone:
      options.phone === undefined ? `1188802${String(randomInt(10_000)).padStart(4, '0')}` : options.phone,
    guardian: null,
    services: ['insurance-record', 'card-loss-report'],
    syntheticFace: options.syntheticFace ?? false,
  };
}

function someBirthdate(): string {
  const year = randomInt(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR + 1);
  return new Date(Date.UTC(year, 0, 1 + randomInt(365))).toISOString().slice(0, 10);
}

const oneOf = (from: readonly string[]): string => from[randomInt(from.length)]!;
