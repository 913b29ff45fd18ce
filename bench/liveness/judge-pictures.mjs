import { renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPictureReader } from '../../sandbox/src/pictures/open-picture-reader.ts';
import { judgeVideo } from '../../sandbox/test/judged/judge-video.ts';
import { openVideo } from '../../sandbox/test/judged/video.ts';
import { runFfmpeg } from '../../scripts/run-ffmpeg.mjs';
import { openState } from '../attacks/judged-state.mjs';
import { framesOf } from '../clips/traces.mjs';
import { openPerson, timing } from './person.mjs';
import { isInVainTwice, isLookedAt } from './play.mjs';

/**
 * Sessions through the whole judgement, pictures included; the registered photo is the video's own face.
 *
 * @param {{state: string | null, rates: number[], pictures: number}} options `state` keeps what has ended
 */
export function openPictureJudge({ state: file, rates, pictures: count }) {
  const state = openState(file);
  const pictures = openPictureReader();
  return {
    /** What came of a person's sessions, by rate: {total, approved, review, refused, by}. Null where no plan fits the video. */
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
              const ended = await endOf((attempt, without) => {
                const options = timing(`${seed}${attempt}`, Math.min(rate, filmFps), without);
                const plan = person.plan(options.random, options.fps, without);
                const about = {
                  video: film,
                  photo,
                  measuredFps: options.fps,
                  without,
                  timing: options,
                  pictures,
                };
                return plan && judgeVideo({ ...about, plan });
              });
              if (!ended) return null;
              state.addSession({ clip: clip.name, rate, ...ended });
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
    const withoutMovement = state.ended(clip, rate).filter((each) => each.withoutMovement).length;
    return { approved, review, refused, total: sessions, withoutMovement, by: refusedBy };
  }
}

/** What came of a session, and of going on without the eyes or the head: as `playSessions` has it. */
async function endOf(play) {
  const first = await play('');
  if (!first) return null;
  const { part = null, ...ended } = first;
  if (part === null || !isInVainTwice(first, await play(' again'))) return ended;
  const without = await play(` without the ${part}`, part);
  if (!isLookedAt(without)) return ended;
  if (without.outcome !== 'review') throw new Error(`Without the ${part}, a machine approved.`);
  return { ...ended, outcome: 'review', withoutMovement: true };
}

/** The video with its raw frames in a file, which goes when the video is closed. */
async function openPixels({ name, video, segments }, frames, format) {
  const pixels = join(tmpdir(), `bench-liveness-${process.pid}-${name}.rgb`);
  const forget = () => rmSync(pixels, { force: true });
  process.once('exit', forget);
  await runFfmpeg(['-y', '-i', video, '-f', 'rawvideo', '-pix_fmt', 'rgb24', `${pixels}.part`]).done;
  renameSync(`${pixels}.part`, pixels);
  const film = openVideo(frames, segments, pixels, format);
  return {
    ...film,
    close() {
      film.close();
      forget();
      process.off('exit', forget);
    },
  };
}
