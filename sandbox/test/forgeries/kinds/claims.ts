import { POLICIES } from '@family-auth/library/challenge/policy.ts';
import { SLOW_POLICIES } from '@family-auth/library/challenge/policy-for.ts';
import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import { type Kind, kindOf } from '../forgery.ts';
import { withCalledPictures } from '../seal-video.ts';
import { isFace, recordingOf, type Video, withRecords, withTimes } from '../video.ts';

const { standard, relaxed } = POLICIES;
const { standard: slow } = SLOW_POLICIES;

/** Every frame again `ms` later, a trifle on its way to the next: twice the rate. */
function doubled(video: Video, ms: number): Video {
  const { records } = video.trace;
  return withRecords(
    video,
    records.flatMap((record, at): TraceRecord[] => {
      const next = records[at + 1];
      if (!isFace(record) || !next || !isFace(next)) return [record];
      const share = ms / (next.timestampMs - record.timestampMs);
      const points = record.points.map((value, offset) =>
        Math.round(value + share * (next.points[offset]! - value)),
      );
      return [record, { ...record, points, timestampMs: record.timestampMs + ms }];
    }),
  );
}

/** `times` frames for each, on their way to the next. */
function multiplied(video: Video, times: number): Video {
  const { records } = video.trace;
  return withRecords(
    video,
    records.flatMap((record, at): TraceRecord[] => {
      const next = records[at + 1];
      if (!isFace(record) || !next || !isFace(next)) return [record];
      return Array.from({ length: times }, (_, part) => {
        const share = part / times;
        const timestampMs = Math.round(record.timestampMs + share * (next.timestampMs - record.timestampMs));
        const points = record.points.map((value, offset) =>
          Math.round(value + share * (next.points[offset]! - value)),
        );
        return { ...record, points, timestampMs };
      });
    }),
  );
}

/** One frame of `every`, and those with a picture. */
function thinned(video: Video, every: number): Video {
  const kept = new Set(video.pictures.map(({ timestampMs }) => timestampMs));
  let count = 0;
  return withRecords(
    video,
    video.trace.records.filter(
      (record) => !isFace(record) || kept.has(record.timestampMs) || count++ % every === 0,
    ),
  );
}

/** Frames that come every `ms` to the millisecond. */
function clockwork(video: Video, ms: number): Video {
  const times = new Map<number, number>();
  let at = 0;
  for (const { kind, timestampMs } of video.trace.records) {
    times.set(timestampMs, kind === 'reveal' ? (times.get(timestampMs) ?? at * ms) : ++at * ms);
  }
  return withTimes(video, (timestampMs) => times.get(timestampMs) ?? timestampMs);
}

/** The video in another size, pictures as they are. */
function resized(video: Video, width: number, height: number): Video {
  const [sx, sy] = [width / video.trace.width, height / video.trace.height];
  const records = video.trace.records.map((record): TraceRecord => {
    if (!isFace(record)) return record;
    const points = record.points.map((value, offset) => Math.round(value * (offset % 3 === 1 ? sy : sx)));
    return { ...record, frameWidth: width, frameHeight: height, points };
  });
  return { ...video, trace: { width, height, records } };
}

export const claimKinds: readonly Kind[] = [
  kindOf(
    'policy_version_forged',
    'other thresholds named than are in force',
    ['manifest_mismatch'],
    (dice) => {
      const policy_version = dice.pick(['2020-01-01', '2026-11-22', '2027-01-01', '', '2026-11-23 ']);
      return {
        what: JSON.stringify(policy_version),
        manifest: (claims) => ({ ...claims, challenge: { ...claims.challenge!, policy_version } }),
      };
    },
  ),
  kindOf(
    'rate_understated',
    'a fast camera called slow, to be spared the double blink',
    ['trace_claims'],
    (dice) => {
      const [measured_fps, ms] = [dice.between(11, 18), dice.between(2, 4)];
      return {
        what: `${measured_fps} said of 44`,
        recording: dice.pick(['anna', 'dev'] as const),
        request: (request) => ({ ...request, measured_fps }),
        video: (video, plan) => withCalledPictures(doubled(video, ms), plan, standard),
      };
    },
  ),
  kindOf(
    'rate_just_understated',
    'the same with a rate that rounding takes for a fast one',
    ['trace_claims'],
    (dice) => {
      const measured_fps = 20 - 10 ** -dice.between(4, 9);
      return {
        what: `${measured_fps} said of 66`,
        recording: 'dev',
        request: (request) => ({ ...request, measured_fps }),
        video: (video, plan) => withCalledPictures(multiplied(video, 3), plan, standard),
      };
    },
  ),
  kindOf(
    'rate_overstated',
    'a slow camera called fast, to be spared the slow profile',
    ['trace_frame_rate', 'trace_steps'],
    (dice) => {
      const [measured_fps, every] = [dice.pick([22, 30, 60, 120]), dice.between(3, 5)];
      return {
        what: `${measured_fps} said of ${Math.round(22 / every)}`,
        request: (request) => ({ ...request, measured_fps }),
        video: (video, plan) => withCalledPictures(thinned(video, every), plan, standard),
      };
    },
  ),
  kindOf(
    'slow_profile_claimed',
    'a fast camera called so slow that the slow profile is asked for',
    ['trace_frame_rate', 'trace_steps'],
    (dice) => {
      const [measured_fps, times] = [dice.pick([4, 5, 7, 10]), dice.between(5, 8)];
      return {
        what: `${measured_fps} said of ${times * 5}`,
        recording: 'anna-slow',
        request: (request) => ({ ...request, measured_fps }),
        video: (video, plan) => withCalledPictures(multiplied(video, times), plan, slow),
      };
    },
  ),
  kindOf(
    'stills_of_a_slow_camera',
    'stills on the way to each turn, before a camera that is called slow',
    ['full_rate'],
    (dice) => {
      const measured_fps = dice.pick([4, 6, 8, 10.9]);
      return {
        what: `${measured_fps} said of 8`,
        recording: 'anna-thirds',
        request: (request) => ({ ...request, measured_fps }),
      };
    },
  ),
  kindOf(
    'slow_pace_claimed',
    'the unhurried pace asked for, and a hold of the other one shown',
    ['trace_steps', 'named_frames'],
    () => ({
      what: "dev's long hold",
      recording: 'dev',
      plan: recordingOf('dev').plan.map((step) =>
        step.action === 'hold_long' ? { ...step, hold_ms: relaxed.plan.holdLongMs[0]! } : step,
      ),
      request: (request) => ({ ...request, pace: 'relaxed' }),
    }),
  ),
  kindOf('frame_size_claimed', 'another frame size named than the trace has', ['trace_claims'], (dice) => {
    const frame = dice.pick([
      { width: 480, height: 640 },
      { width: 1280, height: 720 },
      { width: 320, height: 240 },
      { width: 641, height: 480 },
    ]);
    return { what: `${frame.width} x ${frame.height}`, request: (request) => ({ ...request, frame }) };
  }),
  kindOf('trace_of_other_size', 'a trace of another size than its pictures', ['frame_size'], (dice) => {
    const frame = dice.pick([
      { width: 600, height: 450 },
      { width: 640, height: 500 },
      { width: 720, height: 480 },
      { width: 1280, height: 720 },
    ]);
    return {
      what: `${frame.width} x ${frame.height}`,
      request: (request) => ({ ...request, frame }),
      video: (video) => resized(video, frame.width, frame.height),
    };
  }),
  kindOf('clockwork', 'frames that come to the millisecond', ['trace_cadence'], (dice) => {
    const ms = dice.between(42, 50);
    return {
      what: `every ${ms} ms`,
      video: (video, plan) => withCalledPictures(clockwork(video, ms), plan, standard),
    };
  }),
  kindOf('frames_miscounted', 'another number of pictures committed than chained', ['chain'], (dice) => {
    const [step, more] = [dice.between(0, 3), dice.pick([-2, -1, 1, 2, 40])];
    return {
      what: `${more} more at step ${step}`,
      commit: (commit) => (commit.i === step ? { ...commit, frames: commit.frames + more } : commit),
    };
  }),
  kindOf(
    'chain_of_other_film',
    'a chain in the manifest that was never committed',
    ['manifest_mismatch'],
    (dice) => {
      const head = dice.pick(['first', 'made up'] as const);
      return {
        what: head,
        manifest: (claims) => ({
          ...claims,
          challenge: {
            ...claims.challenge!,
            chain:
              head === 'first'
                ? claims.parts[0]!.sha256
                : Buffer.alloc(32, dice.int(256)).toString('base64url'),
          },
        }),
      };
    },
  ),
];
