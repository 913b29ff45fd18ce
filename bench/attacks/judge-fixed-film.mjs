import { MACHINE_TRIES_PER_DAY, OPERATOR_SUBJECT_SESSIONS_PER_DAY } from '../../sandbox/src/rules/policy.ts';
import { playVideo } from '../../sandbox/test/judged/play-video.ts';
import { fixedVideoDays, prepareFixedVideo } from '../../sandbox/test/judgement/fixed-video.ts';
import { seededRandom, upperBound } from '../clips/statistics.mjs';

const DAYS = 10_000;
const PACES = ['standard', 'relaxed'];
const RATES = [30, 15];

/** On traces, at each pace, with double blinks and without. @param {import('../../sandbox/test/judged/video.ts').Video} film */
export function fixedFilmOnTraces(film) {
  return PACES.flatMap((pace) =>
    RATES.map((measuredFps) => {
      const random = seededRandom(`fixed film ${pace} ${measuredFps}`);
      const scene = { book: () => film.still(), pace, measuredFps, random };
      const { days, approvedDays, video, ...about } = fixedVideoDays(scene, DAYS);
      const bound = upperBound(approvedDays, days);
      console.log(`fixed film, ${pace}, ${measuredFps} frames a second: ${approvedDays} of ${days} days`);
      return { pace, measuredFps, film: video, ...about, days, approvedDays, upperBound: bound };
    }),
  );
}

/** How the video is best shown over HTTP. @param {import('../../sandbox/test/judged/video.ts').Video} film */
export const preparedFor = (film) =>
  prepareFixedVideo({
    book: () => film.still(),
    pace: 'standard',
    measuredFps: RATES[0],
    random: seededRandom('fixed film over HTTP'),
  });

/**
 * Every try that one relative has in a day, over HTTP: until one is decided, or no session is left.
 *
 * @returns how each try ended, or `null` where the time was over
 */
export async function fixedFilmDay(world, film, fixed, isOver) {
  const [claimedFps] = RATES;
  const photo = await film.photo();
  const relative = await world.relative(photo);
  try {
    const ends = [];
    for (let sessions = 1; sessions <= OPERATOR_SUBJECT_SESSIONS_PER_DAY; sessions++) {
      if (isOver()) return null;
      const answer = fixed.session(sessions < MACHINE_TRIES_PER_DAY);
      const show = { video: film, photo, claimedFps, trueFps: claimedFps, answer };
      const { outcome, refusedBy } = await playVideo(world, relative, show);
      ends.push(refusedBy ?? outcome);
      if (outcome !== 'refused') break;
    }
    return ends;
  } finally {
    relative.forget();
  }
}
