import fs, { existsSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClipError } from '../../../scripts/run-ffmpeg.mjs';
import { notesBeside } from '../flow/scripted-video.mjs';

const ATTACKS = fileURLToPath(new URL('../../fixtures/attacks', import.meta.url));
const PEOPLE = fileURLToPath(new URL('../../../src/testing/people', import.meta.url));
/** Folders of a media collection: attacks, and people who answer no prompt. */
const MEDIA_FOLDERS = ['attacks', 'clips', 'real', 'people'];
const VIDEO = /\.(mp4|m4v|webm|mkv|mov|avi|mjpeg|mjpg|ogv|y4m|mpg|mpeg|3gp)$/i;
const FIRST_HONEST = 'anna';

/**
 * @typedef {{clip: string, file: string, kind: string, group: string, answersPrompts: boolean,
 *   person: string|null}} Clip
 */

/**
 * What is to be run, in order: before the first attack on a person stands that person's honest scripted video.
 *
 * @param {{dir: string|null, media: string, only: string}} options `dir`: this folder alone. `media`: a collection with
 *   the folders attacks, clips, real and people, where there is one.
 * @returns {{clips: Clip[], skipped: string|null}} `skipped`: a sentence on what is not run
 */
export function findClips({ dir, media, only }) {
  const wanted = ({ clip }) => clip.includes(only);
  if (dir !== null)
    return { clips: withHonest(clipsOfFolder(dir).filter(wanted)), skipped: leftOutSentence([dir]) };
  const scriptedVideos = clipsIn(ATTACKS, 'flip-books').filter(({ answersPrompts }) => answersPrompts);
  const there = MEDIA_FOLDERS.map((name) => [name, join(media, name)]).filter(([, path]) => existsSync(path));
  const webcams = there.flatMap(([name, path]) =>
    namedVideosIn(path).map(({ file, name: stem }) => describe(file, `${name}/${stem}`, false)),
  );
  const skipped =
    there.length === 0
      ? `There is no media collection at ${media}: its clips as webcams were skipped.`
      : leftOutSentence(there.map(([, path]) => path));
  return { clips: withHonest([...scriptedVideos, ...webcams].filter(wanted)), skipped };
}

/** A folder that was never seen: what has segments answers prompts; an honest one is tried unprompted as well. */
function clipsOfFolder(dir) {
  const clips = clipsIn(dir, '');
  const unprompted = clips
    .filter(({ group }) => group === 'honest')
    .map(({ file, clip }) => describe(file, `${clip} (unprompted)`, false));
  return [...clips, ...unprompted];
}

function clipsIn(folder, prefix) {
  return namedVideosIn(folder).map(({ file, name }) => {
    const segments = notesOf(file)?.segments;
    return describe(file, join(prefix, name), Array.isArray(segments) && segments.length > 0);
  });
}

function describe(file, clip, answersPrompts) {
  const notes = notesOf(file);
  const name = basename(file).replace(VIDEO, '');
  const { kind, group } = clipKind({ name, notes, answersPrompts });
  return { clip, file, kind, group, answersPrompts, person: notes?.person ?? null };
}

function withHonest(clips) {
  const seen = new Set(clips.some(({ group }) => group === 'honest') ? [FIRST_HONEST] : []);
  return clips.flatMap((clip) => {
    const person =
      clip.answersPrompts && existsSync(join(PEOPLE, `${clip.person}.webm`)) ? clip.person : null;
    const due = [...(seen.size === 0 ? [FIRST_HONEST] : []), ...(person ? [person] : [])].filter(
      (name, at, all) => !seen.has(name) && all.indexOf(name) === at,
    );
    for (const name of due) seen.add(name);
    return [...due.map(honest), clip];
  });
}

const honest = (person) => ({
  clip: `honest/${person}`,
  file: join(PEOPLE, `${person}.webm`),
  kind: 'honest',
  group: 'honest',
  answersPrompts: true,
  person,
});

/** Notes that cannot be read are none: the clip is run all the same. */
function notesOf(file) {
  try {
    return notesBeside(file);
  } catch (error) {
    if (error instanceof ClipError) return null;
    throw error;
  }
}

/** Every file of a folder that is called as videos are; `isVideo`: it is there, a file, and not empty. */
const videosIn = (folder) =>
  fs
    .globSync('**/*', { cwd: folder })
    .filter((path) => VIDEO.test(path))
    .sort()
    .map((path) => {
      const file = join(folder, path);
      const stats = statSync(file, { throwIfNoEntry: false });
      return { file, path: path.split(sep).join('/'), isVideo: Boolean(stats?.isFile() && stats.size > 0) };
    });

/** The videos of a folder; a name keeps its ending only where another differs by nothing else. */
function namedVideosIn(folder) {
  const videos = videosIn(folder).filter(({ isVideo }) => isVideo);
  const stems = videos.map(({ path }) => path.replace(VIDEO, ''));
  return videos.map(({ file, path }, at) => ({
    file,
    name: stems.indexOf(stems[at]) === stems.lastIndexOf(stems[at]) ? stems[at] : path,
  }));
}

function leftOutSentence(folders) {
  const left = folders.flatMap((folder) => videosIn(folder).filter(({ isVideo }) => !isVideo));
  return left.length === 0
    ? null
    : `Left out, no video or empty: ${left.map(({ path }) => path).join(', ')}.`;
}

/** Words in a name, of a file or of a kind, that say what it is, the first that fits counts. */
const NAMES = [
  [/noface|no[-_]face|black|empty/, 'no-face'],
  [/frozen|freeze/, 'frozen'],
  [/slideshow|slide/, 'slideshow'],
  [/swap|switch|identity|deep[-_]?fake|morph/, 'person-swap'],
  [/eyelid|eyepatch|fake[-_]?blink|drawn/, 'eyelid-bar'],
  [/bent|bend|cylinder/, 'bent-photo'],
  [/mirror|flipped/, 'order-swapped'],
  [/loop/, 'loop'],
  [/mask/, 'mask'],
  [/phone|screen|monitor|tablet|replay/, 'screen-replay'],
  [/photo|still|print|picture|paper/, 'photo'],
];
const POOR_NAME = /^low[-_]?(light|fps)/;
const POOR_KIND = /^(low[-_]?light|low[-_]?fps|poor[-_]conditions)/;
/** Notes beside a clip that call it a person as they are, unless a word of an attack is among them. */
const ORDINARY = /^(rendered|ordinary|bona[-_ ]?fide|genuine|live|real|honest)(?![a-z]|[-_]?time)/;
/** The right person's right actions, played in answer to the prompts: what no camera can tell from the person. */
const INTERACTIVE_REPLAY = 'screen-replay';

/**
 * What a clip is, by what is written beside it or else by its name, and what is therefore expected of it:
 *
 * - `attack`: must be refused, by a check of liveness. So must an ordinary clip that nobody answers the prompts in, and
 *   whatever is unknown.
 * - `expectedToPass`: what its notes call the interactive replay of the right person's right actions, or say so of; a name
 *   alone excuses nothing.
 * - `poorConditions`: gets help, not suspicion. A video that answers prompts must be noted as a person's.
 * - `honest`: a person who answers the prompts; must be approved.
 *
 * @param {{name: string, notes: {kind?: string, segments?: unknown[], expectedToPass?: string}|null, answersPrompts: boolean}} clip `name` without
 *   folder and ending
 * @returns {{kind: string, group: 'attack'|'expectedToPass'|'poorConditions'|'honest'}}
 */
export function clipKind({ name, notes, answersPrompts }) {
  const lower = name.toLowerCase();
  const noted = typeof notes?.kind === 'string' ? notes.kind : null;
  const harmless = noted !== null && guess(noted.toLowerCase()) === 'unknown';
  const ordinary = harmless && ORDINARY.test(noted);
  const poor =
    (harmless && POOR_KIND.test(noted)) ||
    (POOR_NAME.test(lower) && (ordinary || (noted === null && !answersPrompts)));
  if (poor) return { kind: noted ?? 'poor-conditions', group: 'poorConditions' };
  const guessed = guess(lower);
  if (!answersPrompts) return { kind: noted ?? guessed, group: 'attack' };
  if (ordinary && guessed === 'unknown') return { kind: noted, group: 'honest' };
  const kind = ordinary ? guessed : (noted ?? guessed);
  const replay = noted === INTERACTIVE_REPLAY || typeof notes?.expectedToPass === 'string';
  return { kind, group: replay ? 'expectedToPass' : 'attack' };
}

const guess = (name) => NAMES.find(([words]) => words.test(name))?.[1] ?? 'unknown';
