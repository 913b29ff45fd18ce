import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import { type Forgery, type Kind, kindOf } from '../forgery.ts';
import { withCalledPictures } from '../seal-video.ts';
import { isFace, recordingOf, type Video, withRecords, withTimes } from '../video.ts';

const { standard } = POLICIES;
/** What passes on the network, milliseconds. */
const NETWORK_MS = 60;

const stretch = (video: Video, percent: number) =>
  withTimes(video, (timestampMs) => Math.round(timestampMs * (1 + percent / 100)));

/** How long the step took on the video that was not stretched. */
const before = (elapsedMs: number, percent: number) => Math.round(elapsedMs / (1 + percent / 100));

/** A pause of `ms` put in before the reveal of a step: frames without a face go on coming. */
function withPause(video: Video, step: number, ms: number): Video {
  const { records } = video.trace;
  const at = records.findIndex((record) => record.kind === 'reveal' && record.step === step);
  const startMs = records[at - 1]!.timestampMs;
  const blanks: TraceRecord[] = [];
  for (let afterMs = 47; afterMs < ms; afterMs += 50 + (afterMs % 3)) {
    blanks.push({ kind: 'none', timestampMs: startMs + afterMs });
  }
  const later = (timestampMs: number) => timestampMs + ms;
  const moved = withTimes(video, (timestampMs) => (timestampMs > startMs ? later(timestampMs) : timestampMs));
  const rest = records.slice(at).map((record) => ({ ...record, timestampMs: later(record.timestampMs) }));
  return { ...moved, trace: { ...video.trace, records: [...records.slice(0, at), ...blanks, ...rest] } };
}

/** The video with everything between two instants of a step cut out, as if those frames had never come. */
function withHole(video: Video, step: number, ms: number): Video {
  const { records } = video.trace;
  const own = video.pictures.filter((picture) => picture.step === step);
  const endMs = own.at(-1)!.timestampMs;
  const holed = records.filter(
    ({ kind, timestampMs }) => kind === 'reveal' || timestampMs <= endMs - ms || timestampMs >= endMs,
  );
  return {
    ...video,
    trace: { ...video.trace, records: holed },
    pictures: video.pictures.filter(({ timestampMs }) => timestampMs <= endMs - ms || timestampMs >= endMs),
  };
}

/** Between two frames without a face this often one with a face, so that none lasts too long by itself, milliseconds. */
const FACE_EVERY_MS = 4500;

/** The video with `ms` of frames without a face put in after an instant, and a face now and then. */
function behindBlanks(video: Video, afterMs: number, ms: number): Video {
  const { records } = video.trace;
  const at = records.findIndex((record) => isFace(record) && record.timestampMs >= afterMs);
  const face = records[at]!;
  const blanks: TraceRecord[] = [];
  for (let [sinceMs, faceMs] = [47, 0]; sinceMs < ms; sinceMs += 46 + (sinceMs % 5)) {
    const timestampMs = face.timestampMs + sinceMs;
    const due = sinceMs - faceMs > FACE_EVERY_MS;
    if (due) faceMs = sinceMs;
    blanks.push(due ? { ...face, timestampMs } : { kind: 'none', timestampMs });
  }
  const moved = withTimes(video, (timestampMs) => timestampMs + (timestampMs > face.timestampMs ? ms : 0));
  return withRecords(moved, [
    ...moved.trace.records.slice(0, at + 1),
    ...blanks,
    ...moved.trace.records.slice(at + 1),
  ]);
}

export const clockKinds: readonly Kind[] = [
  kindOf(
    'stretched_over_the_clock',
    'a stretched video, longer than the time that passed',
    ['step_clock'],
    (dice) => {
      const percent = dice.between(25, 90);
      return {
        what: `${percent} % longer`,
        video: (video) => stretch(video, percent),
        waitMs: (_, elapsedMs) => before(elapsedMs, percent) + NETWORK_MS,
      };
    },
  ),
  kindOf(
    'stretched_after_all',
    'a stretched video, committed with the times of the real one',
    ['trace_clock', 'trace_steps'],
    (dice) => {
      const percent = dice.between(1, 20);
      return {
        what: `${percent} % longer`,
        video: (video, plan) => withCalledPictures(stretch(video, percent), plan, standard),
        commit: (commit) => ({ ...commit, elapsed_ms: before(commit.elapsed_ms, percent) }),
      };
    },
  ),
  kindOf(
    'stretched_in_step',
    'a stretched video at the pace of the clock, with the pictures it has',
    ['named_frames', 'trace_clock', 'trace_steps'],
    (dice) => {
      const percent = dice.eitherWay(6, 25);
      return { what: `${percent} % longer`, video: (video) => stretch(video, percent) };
    },
  ),
  kindOf(
    'compressed',
    'a video that was played too fast, in the time that passed',
    ['step_clock'],
    (dice) => {
      const percent = -dice.between(40, 60);
      return {
        what: `${percent} % longer`,
        video: (video) => stretch(video, percent),
        waitMs: (_, elapsedMs) => before(elapsedMs, percent) + NETWORK_MS,
      };
    },
  ),
  kindOf(
    'prepared_meanwhile',
    'time taken between reveal and commit to prepare the answer',
    ['step_clock'],
    (dice) => {
      const ms = dice.between(1200, 9000);
      return { what: `${ms} ms a step`, waitMs: (_, elapsedMs) => elapsedMs + ms };
    },
  ),
  kindOf('one_step_prepared', 'time taken for one step only', ['step_clock'], (dice) => {
    const [step, ms] = [dice.between(0, 3), dice.between(3100, 20_000)];
    return {
      what: `${ms} ms at step ${step}`,
      waitMs: (i, elapsedMs) => elapsedMs + (i === step ? ms : NETWORK_MS),
    };
  }),
  kindOf('more_time_claimed', 'more time claimed for a step than passed', ['step_clock'], (dice) => {
    const [step, ms] = [dice.between(0, 3), dice.between(320, 4000)];
    return {
      what: `${ms} ms at step ${step}`,
      commit: (commit) => (commit.i === step ? { ...commit, elapsed_ms: commit.elapsed_ms + ms } : commit),
      waitMs: (i, elapsedMs) => elapsedMs - (i === step ? ms : 0) + NETWORK_MS,
    };
  }),
  kindOf(
    'other_times_claimed',
    'a step said to have lasted a little longer or shorter than its video',
    ['trace_clock'],
    (dice) => {
      const [step, ms] = [dice.between(0, 3), dice.eitherWay(4, 180)];
      return {
        what: `${ms} ms at step ${step}`,
        commit: (commit) => (commit.i === step ? { ...commit, elapsed_ms: commit.elapsed_ms + ms } : commit),
        waitMs: (i, elapsedMs) => elapsedMs - (i === step ? ms : 0) + NETWORK_MS,
      };
    },
  ),
  kindOf('pause_put_in', 'a pause in the video that the server did not see', ['trace_clock'], (dice) => {
    const [step, ms] = [dice.between(1, 3), dice.between(3300, 6000)];
    return { what: `${ms} ms before step ${step}`, video: (video) => withPause(video, step, ms) };
  }),
  kindOf('hole_cut', 'frames cut out of a step', ['trace_steps'], (dice) => {
    const [step, ms] = [dice.between(1, 3), dice.between(1200, 2600)];
    return {
      what: `${ms} ms of step ${step}`,
      video: (video, plan) => withCalledPictures(withHole(video, step, ms), plan, standard),
    };
  }),
  kindOf(
    'faster_than_people',
    'an answer sooner than the prompt can be seen',
    ['step_too_early', 'step_clock'],
    (dice) => {
      const [step, ms] = [dice.between(1, 3), dice.between(0, 240)];
      return {
        what: `${ms} ms after the prompt of step ${step}`,
        ...(() => {
          let pauseMs: readonly number[] = [];
          return {
            video: (video, plan) => {
              pauseMs = plan.map(({ pause_ms }) => pause_ms);
              return video;
            },
            commit: (commit) => (commit.i === step ? { ...commit, elapsed_ms: pauseMs[step]! + ms } : commit),
            waitMs: (i, elapsedMs) => elapsedMs + (i === step ? 0 : NETWORK_MS),
          } satisfies Partial<Forgery>;
        })(),
      };
    },
  ),
  kindOf(
    'prepared_behind_blanks',
    'time taken after a prompt to prepare the answer, behind frames without a face',
    ['trace_steps'],
    (dice, recording) => {
      const [step, ms] = [dice.between(1, 3), dice.between(11_000, 33_000)];
      const plan = recordingOf(recording).plan.map((each) => ({
        ...each,
        capture_at: each.capture_at.slice(0, 1),
      }));
      return {
        what: `${ms} ms at step ${step}`,
        plan,
        video(video) {
          const reveal = video.trace.records.find((each) => each.kind === 'reveal' && each.step === step)!;
          const promptMs = reveal.timestampMs + plan[step]!.pause_ms + NETWORK_MS;
          return withCalledPictures(behindBlanks(video, promptMs, ms), plan, standard);
        },
      };
    },
  ),
  kindOf('too_late', 'a step committed when the session is over', ['challenge_expired'], (dice) => {
    const [step, seconds] = [dice.between(0, 3), dice.between(121, 240)];
    return {
      what: `${seconds} s at step ${step}`,
      waitMs: (i, elapsedMs) => (i === step ? seconds * 1000 : elapsedMs + NETWORK_MS),
    };
  }),
];
