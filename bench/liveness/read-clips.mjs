import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../scripts/command.mjs';
import { stretchesOf } from '../../test/challenge/scripted-video.ts';
import { KEPT_TRACE, readKeptTruth } from '../clips/traces.mjs';

const VIDEOS = ['.mp4', '.webm', '.mkv', '.mov', '.avi', '.mjpeg', KEPT_TRACE];
/** What is told of a clip; of videos of the project's own, only the segments or what attack it is. */
const TRUTHS = ['.gt.json', '.segments.json', '.json', '.gt.json.br'];
/** Kinds of clips in which nobody lives, or not the one who was asked. Whatever else a clip calls itself, it is a person's. */
const ATTACK =
  /photo|picture|print|screen|replay|slideshow|still|loop|frozen|swap|mirror|mask|eyelid|flat|fade|cuts|inject|fake|attack|no-?face/i;
/** Of these too little is asked to be told from a sequence: single poses, held. */
const CALIBRATION = /calibration/i;
/** Turned by less, a video cannot follow "a little further": counted apart. */
const SMALL_TURN_DEGREES = 20;

/**
 * The clips of a folder with what is known of them.
 *
 * @param {string} option what the folder was named by
 * @throws UsageError where there is none, or where what is told of one is no JSON.
 */
export function readClips(option, folder) {
  if (!existsSync(folder)) throw new UsageError(`${option} ${folder}: there is no such folder`);
  const files = readdirSync(folder).sort();
  const clips = new Map();
  for (const ending of TRUTHS) {
    for (const file of files.filter((each) => each.endsWith(ending))) {
      const name = file.slice(0, -ending.length);
      const video = VIDEOS.map((each) => `${name}${each}`).find((each) => files.includes(each));
      if (!video || clips.has(name)) continue;
      clips.set(name, describe(name, join(folder, video), truthIn(option, join(folder, file))));
    }
  }
  if (clips.size === 0) throw new UsageError(`${option} ${folder}: there is no clip with its truth in it`);
  return [...clips.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function truthIn(option, path) {
  try {
    return JSON.parse(path.endsWith('.br') ? readKeptTruth(path) : readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${option} ${path}: this is no JSON`, { cause: error });
  }
}

function describe(name, video, truth) {
  const kind = truth.kind ?? (truth.segments && !truth.person ? 'rendered' : name.split(/[-_]/)[0]);
  const { segments, group = [], persons = [] } = truth;
  const isAttack = ATTACK.test(kind);
  const performs = Array.isArray(segments) && segments.some(({ name }) => name === 'neutral');
  const turnDegrees = performs ? turnOf(truth) : null;
  return {
    name,
    video,
    truth,
    kind,
    isAttack,
    isCalibration: CALIBRATION.test(kind),
    person: persons.length === 1 ? persons[0] : name,
    groups: [group].flat(),
    segments: performs ? segments : null,
    turnDegrees,
    smallTurns: turnDegrees !== null && turnDegrees < SMALL_TURN_DEGREES,
  };
}

/** How far the video turns to the side to which it turns less: as it was drawn, or else as it was rendered. */
function turnOf({ traits, frames, segments, fps = 30 }) {
  if (Number.isFinite(traits?.turn)) return traits.turn;
  if (!frames?.[0]?.heads) return null;
  const stretches = stretchesOf(segments);
  const yawsIn = ([fromS, toS]) =>
    frames.slice(Math.round(fromS * fps), Math.round(toS * fps)).flatMap(({ heads }) => heads[0]?.yaw ?? []);
  const rest = yawsIn(stretches.neutral).sort((a, b) => a - b);
  const middle = rest[rest.length >> 1] ?? 0;
  const [left, right] = ['turn-left', 'turn-right'].map((name) =>
    Math.max(0, ...yawsIn(stretches[name]).map((yaw) => Math.abs(yaw - middle))),
  );
  return Math.min(left, right);
}
