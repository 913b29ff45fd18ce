import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ClipError } from '../../../scripts/run-ffmpeg.mjs';

/** What the prompts can ask for, see src/testing/scripted-video.ts. */
const NEEDED = [
  'neutral',
  'eyes-close',
  'eyes-closed',
  'eyes-open',
  'double-blink',
  'turn-left-out',
  'turn-left-held',
  'turn-left-back',
  'turn-right-out',
  'turn-right-held',
  'turn-right-back',
  'shake',
];

/** What is written beside a clip: `NAME.gt.json`, `NAME.segments.json` or `NAME.json`; null where there is nothing. */
export function notesBeside(clip) {
  const stem = join(dirname(clip), basename(clip).replace(/\.[^.]+$/, ''));
  for (const ending of ['.segments.json', '.gt.json', '.json']) {
    const text = readIfThere(`${stem}${ending}`);
    if (text === null) continue;
    try {
      return JSON.parse(text);
    } catch {
      throw new ClipError(`${basename(stem)}${ending} is no JSON`);
    }
  }
  return null;
}

/**
 * The scripted video of a clip: its file and its segments. A movement without a segment is answered with the rest.
 *
 * @throws {ClipError} where there are no segments
 */
export function readScriptedVideo(clip, notes = notesBeside(clip)) {
  const segments = notes?.segments;
  if (!Array.isArray(segments) || segments.length === 0) {
    throw new ClipError(
      `${basename(clip)} has no segments beside it (NAME.segments.json, NAME.gt.json or NAME.json)`,
    );
  }
  const rest = segments.find(({ name }) => name === 'neutral') ?? segments[0];
  const named = new Map(segments.map((segment) => [segment.name, segment]));
  return {
    film: clip,
    book: {
      width: notes.width ?? 640,
      height: notes.height ?? 480,
      fps: notes.fps ?? 30,
      segments: NEEDED.map((name) => named.get(name) ?? { ...rest, name }),
    },
  };
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

const FILM_ADDRESS = '/flip-book/film';

/**
 * Puts a scripted video before the element, through the published testing entry and the demo portal's page: nothing of it is
 * in the product. Its picture sways a little and has a camera's noise, so that no two pictures are bit for bit the same.
 *
 * @param {import('playwright-core').Page} page the portal
 * @param {{film: string, book: object}} scriptedVideo
 */
export async function holdScriptedVideo(page, { film, book }) {
  const contentType = film.endsWith('.webm') ? 'video/webm' : 'video/mp4';
  await page.route(`**${FILM_ADDRESS}`, (route) => route.fulfill({ path: film, contentType }));
  await page.evaluate(
    async ({ videoUrl, book: pages }) => {
      const { createScriptedCamera } = await import('/family-auth/testing/camera.js');
      const element = document.querySelector('family-auth');
      element.cameraSource = createScriptedCamera({ videoUrl, script: pages, alive: true });
    },
    { videoUrl: FILM_ADDRESS, book },
  );
}
