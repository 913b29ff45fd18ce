import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { playVideo } from '../../sandbox/test/judged/play-video.ts';
import { openVideo } from '../../sandbox/test/judged/video.ts';
import { openJudgedWorld } from '../../sandbox/test/judged/world.ts';
import { withProgress } from '../../scripts/progress.mjs';
import { runFfmpeg } from '../../scripts/run-ffmpeg.mjs';
import { framesOf } from '../clips/traces.mjs';
import { fixedFilmDay, fixedFilmOnTraces, preparedFor } from './judge-fixed-film.mjs';
import { openState, RATES } from './judged-state.mjs';

const BEST_RATE_FACTOR = 10;
const DAYS_OVER_HTTP = 20;
/** The person whose movements the fixed video shows. */
const FIXED_FILM_PERSON = 'anna';
/** The right person's right actions, played in answer to the prompts: nothing here can tell. The list never grows. */
const INTERACTIVE_REPLAYS = [
  'eyelid-bar-replayed-turns-cora',
  'eyelid-drawn-replayed-turns-anna',
  'screen-replay-ben',
];
/** What a busy machine brings about by itself proves nothing: such a session is played again, so many times in all. */
const OF_THE_MACHINE = ['step_clock', 'challenge_fresh', 'trace_clock'];
const TRIES = 3;
/** Of honest people's sessions at full rate; 11 frames a second is its line, and half of the time below it. */
const MIN_HONEST_APPROVED = 0.98;
const FULL_RATES = [15, 30];

/**
 * Videos through the whole judgement: sessions over HTTP in real time, with pictures, at a sandbox in this process.
 *
 * @param {{attacks: any[], honest: any[], traceOf: (film: string, clip: string) => Promise<string>, traces: string,
 *   sessions: number, at: number, state: string | null, forMs: number, only: string}} options `at`: sessions at a time
 * @returns the report, and whether it is as it must be
 */
export async function runJudged(options) {
  const { attacks, honest, sessions, at, forMs } = options;
  const state = openState(options.state);
  const endsMs = performance.now() + forMs;
  const isOver = () => performance.now() > endsMs;
  const world = await openJudgedWorld();
  let fixedFilm = [];
  try {
    const chosen = [...honest, ...attacks].filter(({ clip }) => clip.includes(options.only));
    for await (const about of withProgress(chosen, ({ clip }) => clip)) {
      if (!isOver()) await playClip(about);
    }
    if ('fixed-film'.includes(options.only)) fixedFilm = await playFixedFilm();
  } finally {
    await world.close();
  }
  return reportOf(fixedFilm);

  async function playClip(about) {
    const left = (rate, count) => Math.max(0, count - state.ended(about.clip, rate).length);
    const ofAll = RATES.flatMap((rate) => Array.from({ length: left(rate, sessions) }, () => rate));
    const film = await opened(about);
    try {
      const photo = await film.photo();
      const once = async (rate) => {
        const relative = await world.relative(photo);
        try {
          return await playVideo(world, relative, { video: film, photo, claimedFps: rate, trueFps: rate });
        } finally {
          relative.forget();
        }
      };
      const play = async (rate) => {
        let ended = await once(rate);
        for (let tries = 1; tries < TRIES && OF_THE_MACHINE.includes(ended.refusedBy); tries++) {
          ended = await once(rate);
        }
        state.addSession({ clip: about.clip, rate, ...ended });
      };
      await overlapped(ofAll, play);
      if (about.kind !== 'honest') {
        const best = bestRate(about.clip);
        const more = left(best, sessions * BEST_RATE_FACTOR);
        await overlapped(
          Array.from({ length: more }, () => best),
          play,
        );
      }
    } finally {
      film.close();
    }
    for (const { claimedFps, refusedBy, ...row } of rowsOf([about])) {
      const { sessions: played, approved, review, refused } = row;
      console.log(
        `${about.clip} at ${claimedFps}: ${played} sessions, ${approved} approved, ${review} to a person, ${refused} refused`,
        refusedBy,
      );
    }
  }

  async function playFixedFilm() {
    const film = await opened(honest.find(({ clip }) => clip === FIXED_FILM_PERSON));
    try {
      const fixed = preparedFor(film);
      const days = Array.from({ length: Math.max(0, DAYS_OVER_HTTP - state.days.length) });
      await overlapped(days, async () => {
        const tries = await fixedFilmDay(world, film, fixed, isOver);
        if (!tries) return;
        state.addDay({ tries, approved: tries.includes('approved') });
        console.log(`fixed film over HTTP, day ${state.days.length}: ${tries.join(', ')}`);
      });
      return isOver() ? [] : fixedFilmOnTraces(film);
    } finally {
      film.close();
    }
  }

  async function overlapped(queue, work) {
    const waiting = [...queue];
    const hand = async () => {
      while (waiting.length > 0 && !isOver()) await work(waiting.shift());
    };
    await Promise.all(Array.from({ length: at }, hand));
  }

  async function opened({ film, clip, segments }) {
    const { frames } = framesOf(await options.traceOf(film, clip));
    return openVideo(frames, segments, await pixelsOf(film, join(options.traces, `${clip}.rgb`)));
  }

  /** The rate at which most got furthest. */
  function bestRate(clip) {
    const reach = (rate) => {
      const { approved, review } = state.row(clip, rate);
      const judged = state.ended(clip, rate).filter(({ refusedBy }) => !refusedBy?.startsWith('prompt:'));
      return [approved, review, judged.length];
    };
    const isFurther = (a, b) =>
      a.some((count, at) => count > b[at] && a.slice(0, at).every((one, k) => one === b[k]));
    return RATES.reduce((best, rate) => (isFurther(reach(rate), reach(best)) ? rate : best));
  }

  function rowsOf(found) {
    return found.flatMap(({ clip }) => RATES.map((rate) => state.row(clip, rate)));
  }

  function reportOf(onTraces) {
    const isReplay = ({ clip }) => INTERACTIVE_REPLAYS.includes(clip);
    const rows = rowsOf(attacks.filter((about) => !isReplay(about)));
    const people = rowsOf(honest);
    const worst = onTraces.toSorted((a, b) => b.upperBound - a.upperBound)[0];
    const overHttp = {
      days: state.days.length,
      approvedDays: state.days.filter(({ approved }) => approved).length,
    };
    const report = {
      rows,
      interactiveReplays: rowsOf(attacks.filter(isReplay)),
      honest: people,
      fixedFilm: { ...worst, onTraces, overHttp },
    };
    return { report, wrong: wrongWith(report) };
  }
}

/** One sentence for each thing that is not as it must be. */
export function wrongWith({ rows, honest, fixedFilm }) {
  const sum = (found, key) => found.reduce((total, row) => total + row[key], 0);
  const atFullRate = honest.filter(({ claimedFps }) => FULL_RATES.includes(claimedFps));
  const below = honest.filter(({ claimedFps }) => !FULL_RATES.includes(claimedFps));
  const share = sum(atFullRate, 'approved') / sum(atFullRate, 'sessions');
  return [
    ...rows
      .filter(({ approved }) => approved > 0)
      .map(({ clip, claimedFps }) => `${clip} was approved at ${claimedFps}`),
    ...(share < MIN_HONEST_APPROVED
      ? [`of honest sessions at full rate ${(100 * share).toFixed(1)} % were approved`]
      : []),
    ...(sum(below, 'refused') > sum(below, 'notHandedIn')
      ? ['honest people were refused below the full rate']
      : []),
    ...(fixedFilm.upperBound > 0.05
      ? [`a fixed film is approved on up to ${(100 * fixedFilm.upperBound).toFixed(1)} % of days`]
      : []),
  ];
}

/** The video's raw RGB frames in a file, which appears when it is whole. */
async function pixelsOf(film, file) {
  if (existsSync(file)) return file;
  const part = `${file}.part`;
  await runFfmpeg(['-y', '-i', film, '-f', 'rawvideo', '-pix_fmt', 'rgb24', part]).done;
  renameSync(part, file);
  return file;
}
