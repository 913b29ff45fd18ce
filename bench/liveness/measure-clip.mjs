import { framesOf } from '../clips/traces.mjs';
import { anglesIn } from './angles.mjs';
import { blinksIn, closuresIn, matchBlinks } from './blinks.mjs';
import { openPerson } from './person.mjs';
import { playPrompts, playSessions, playUnprompted, playWrongActions } from './play.mjs';

/** Of `--sessions`: prompts of each action, sessions of each attack made of a video, and wrong answers to each prompt. */
const PROMPTS_SHARE = 1 / 3;
const MADE_ATTACKS_SHARE = 1 / 6;
const WRONG_SHARE = 1 / 20;

/**
 * Everything that is measured of one clip. Rates above the video's own are its own; a rate that this makes twice the same is
 * played once.
 *
 * @param {{blinkRates: number[], sessionRates: number[], sessions: number}} options frames a second, the full rate first
 */
export function measureClip(clip, trace, { blinkRates, sessionRates, sessions }) {
  const { frames, fps: filmFps } = framesOf(trace);
  const upToFilm = (rates) => new Map(rates.map((rate) => [rate, Math.min(rate, filmFps)]));
  const blinkTruth = blinksIn(clip);
  const blink = Object.fromEntries(
    blinkTruth
      ? [['every', filmFps], ...upToFilm(blinkRates)].map(([rate, fps]) => {
          const seen = rate === 'every' ? frames : atRate(frames, filmFps, fps);
          return [rate, matchBlinks(blinkTruth, closuresIn(seen, fps))];
        })
      : [],
  );
  const { name, kind, person, groups, turnDegrees, smallTurns } = clip;
  return {
    clip: name,
    kind,
    person,
    groups,
    turnDegrees,
    smallTurns,
    fps: filmFps,
    frames: frames.length,
    blink,
    angles: anglesIn(clip, frames),
    ...played(clip, frames, filmFps, upToFilm(sessionRates), sessions),
  };
}

function played(clip, frames, filmFps, rates, sessions) {
  const { name, segments, isAttack, kind } = clip;
  const shareOf = (share) => Math.max(1, Math.round(sessions * share));
  const atRates = (play) => Object.fromEntries([...rates].map(([rate, fps]) => [rate, play(fps)]));
  const unprompted = atRates((fps) => playUnprompted(name, frames, filmFps, fps, sessions));
  if (!segments) return { unprompted };
  const person = openPerson(clip, frames, filmFps);
  const sessionsOf = (made, openBook, count, goesOn = false) =>
    atRates((fps) => playSessions(`${name} ${made}`, person, openBook, fps, count, goesOn));
  if (isAttack) return { unprompted, attacks: { [kind]: sessionsOf(kind, person.book, sessions) } };
  const made = shareOf(MADE_ATTACKS_SHARE);
  return {
    unprompted,
    prompted: atRates((fps) => playPrompts(name, person, fps, shareOf(PROMPTS_SHARE))),
    wrongActions: atRates((fps) => playWrongActions(name, person, fps, shareOf(WRONG_SHARE))),
    sessions: sessionsOf('sessions', person.book, sessions, true),
    attacks: {
      'slideshow of the film': sessionsOf('slideshow', person.slideshow, made),
      'flat film': sessionsOf('flat', person.flat, made),
    },
  };
}

/** The frames that a camera of this rate would have seen, at their own times. */
function atRate(frames, filmFps, fps) {
  if (fps >= filmFps) return frames;
  const count = Math.floor((frames.length * fps) / filmFps);
  return Array.from({ length: count }, (_, at) => frames[Math.round((at * filmFps) / fps)]).filter(Boolean);
}
