import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from 'signal-exit';
import { EnrolmentError } from '../../../sandbox/src/registry/enrolments.ts';
import { runFfmpeg } from '../../../scripts/run-ffmpeg.mjs';
import { photosOfClip } from './clip-photo.mjs';
import { readScriptedVideo } from './scripted-video.mjs';

/** Of an age that fits a sibling of the flow's operator. */
const BIRTHDATE = '1975-06-15';
/** Registered for a clip that shows nobody. */
const NOBODYS_PHOTO = new URL('../../../src/testing/people/anna.idphoto.jpg', import.meta.url);

/**
 * A clip before the camera: a fresh citizen with the clip's own face as the registered photo, so that only liveness can
 * refuse, judged as a person of flesh and blood is (`syntheticFace: false`: nothing is made easier because a video plays).
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
  const request = { birthdate: BIRTHDATE, syntheticFace: false };
  for (const { jpeg, atS } of await photosOfClip(file, rest)) {
    try {
      return { citizen: await enrolments.enrol(jpeg, request), photo: `the clip's own face at ${atS} s` };
    } catch (error) {
      if (!(error instanceof EnrolmentError)) throw error;
    }
  }
  const citizen = await enrolments.enrol(await readFile(NOBODYS_PHOTO), request);
  return { citizen, photo: 'of a synthetic person: the clip shows no single face' };
}

/** Of longer clips the beginning is played, over and over. */
const MAX_CLIP_S = 120;
const MAX_SIDE_PX = 1280;

/**
 * Makes of any clip the file that Chromium can play as its webcam: motion JPEG, 30 frames a second, at most 1280 pixels a side.
 * It lies in a temporary folder until `remove()` or the end of this process.
 *
 * @param {string} clip
 * @returns {Promise<{switches: string[], remove(): void}>} `switches` for the browser
 */
async function webcamFile(clip) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-webcam-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const forget = onExit(removeFolder);
  const remove = () => {
    forget();
    removeFolder();
  };
  const file = join(folder, 'webcam.mjpeg');
  const fit = `scale=w='min(${MAX_SIDE_PX},iw)':h='min(${MAX_SIDE_PX},ih)'`;
  const keep = 'force_original_aspect_ratio=decrease:force_divisible_by=2';
  const picture = ['-vf', `fps=30,${fit}:${keep}`, '-pix_fmt', 'yuvj420p'];
  try {
    await runFfmpeg([
      '-i',
      clip,
      '-t',
      String(MAX_CLIP_S),
      '-an',
      ...picture,
      '-c:v',
      'mjpeg',
      '-q:v',
      '3',
      file,
    ]).done;
  } catch (error) {
    remove();
    throw error;
  }
  return {
    switches: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`],
    remove,
  };
}
