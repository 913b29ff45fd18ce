import { readFile } from 'node:fs/promises';
import { EnrolmentError } from '../../../sandbox/src/registry/enrolments.ts';
import { photosOfClip } from './clip-photo.mjs';
import { readScriptedVideo } from './read-scripted-video.mjs';
import { webcamFile } from './webcam-file.mjs';

/** Of an age that fits a sibling of the walk's operator. */
const BIRTHDATE = '1975-06-15';
/** Registered for a clip that shows nobody. */
const NOBODYS_PHOTO = new URL('../../../src/testing/people/anna.idphoto.jpg', import.meta.url);

/**
 * A clip before the camera: a fresh citizen with the clip's own face as the registered photo, so that only liveness can
 * refuse, judged as a person of flesh and blood is (`standIn: false`: nothing is made easier because a film plays).
 *
 * @param {{kind: 'webcam'|'flip-book', file: string}} clip
 * @param {import('../../../sandbox/src/server/start-sandbox.ts').Sandbox} sandbox
 * @returns {Promise<{citizen: {name: string, number: string}, photo: string, switches: string[], scriptedVideo: object|null,
 *   remove(): void}>} `remove` deletes what was written for the browser
 */
export async function bringClip({ kind, file }, sandbox) {
  const scriptedVideo = kind === 'flip-book' ? readScriptedVideo(file) : null;
  const [{ citizen, photo }, { switches, remove }] = await Promise.all([
    enrolPersonOf(file, scriptedVideo, sandbox),
    scriptedVideo ? { switches: [], remove() {} } : webcamFile(file),
  ]);
  return { citizen, photo, scriptedVideo, switches, remove };
}

/** Of a scripted video that is the person who rests: another one may do some of the movements. */
async function enrolPersonOf(file, scriptedVideo, { enrolments }) {
  const rest = scriptedVideo?.book.segments.find(({ name }) => name === 'neutral') ?? null;
  const wish = { birthdate: BIRTHDATE, standIn: false };
  for (const { jpeg, atS } of await photosOfClip(file, rest)) {
    try {
      return { citizen: await enrolments.enrol(jpeg, wish), photo: `the clip's own face at ${atS} s` };
    } catch (error) {
      if (!(error instanceof EnrolmentError)) throw error;
    }
  }
  const citizen = await enrolments.enrol(await readFile(NOBODYS_PHOTO), wish);
  return { citizen, photo: 'of a rendered stand-in: the clip shows no single face' };
}
