import { renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPictureReader } from '../../sandbox/src/judgement/pictures/open-picture-reader.ts';
import { openFilm } from '../../sandbox/test/judged/film.ts';
import { judgeFilm } from '../../sandbox/test/judged/judge-film.ts';
import { openState } from '../bench-attacks/judged-state.mjs';
import { framesOf } from '../bench-clips/frames-of.mjs';
import { runFfmpeg } from '../walk/run-ffmpeg.mjs';
import { openPerson, timing } from './person.mjs';

/**
 * Sessions through the whole judgement, pictures included; the registered photo is the film's own face.
 *
 * @param {{state: string | null, rates: number[], pictures: number}} options `state` keeps what has ended
 */
export function openPictureJudge({ state: file, rates, pictures: count }) {
  const state = openState(file);
  const pictures = openPictureReader();
  return {
    /** What came of a person's sessions, by rate: {total, approved, review, refused, by}. Null where no plan fits the film. */
    async judge(clip, trace) {
      const { frames, fps: filmFps, width, height } = framesOf(trace);
      const person = openPerson(clip, frames, filmFps);
      const left = (rate) => Math.max(0, count - state.ended(clip.name, rate).length);
      if (rates.some((rate) => left(rate) > 0)) {
        const film = await openPixels(clip, frames, { width, height, fps: filmFps });
        try {
          const photo = await film.photo();
          for (const rate of rates) {
            for (let more = left(rate); more > 0; more--) {
              const seed = `${clip.name} pictures ${rate} ${count - more + 1}`;
              const options = timing(seed, Math.min(rate, filmFps));
              const plan = person.plan(options.random, options.fps);
              if (!plan) return null;
              const session = { film, photo, plan, measuredFps: options.fps, timing: options, pictures };
              state.addSession({ clip: clip.name, rate, ...(await judgeFilm(session)) });
            }
          }
        } finally {
          film.close();
        }
      }
      return Object.fromEntries(rates.map((rate) => [rate, endsAt(clip.name, rate)]));
    },
    close: () => pictures.close(),
  };

  function endsAt(clip, rate) {
    const { sessions, approved, review, refused, refusedBy } = state.row(clip, rate);
    return { approved, review, refused, total: sessions, by: refusedBy };
  }
}

/** The film with its raw frames in a file, which goes when the film is closed. */
async function openPixels({ name, video, segments }, frames, format) {
  const pixels = join(tmpdir(), `bench-liveness-${process.pid}-${name}.rgb`);
  const forget = () => rmSync(pixels, { force: true });
  process.once('exit', forget);
  await runFfmpeg(['-y', '-i', video, '-f', 'rawvideo', '-pix_fmt', 'rgb24', `${pixels}.part`]).done;
  renameSync(`${pixels}.part`, pixels);
  const film = openFilm(frames, segments, pixels, format);
  return {
    ...film,
    close() {
      film.close();
      forget();
      process.off('exit', forget);
    },
  };
}
