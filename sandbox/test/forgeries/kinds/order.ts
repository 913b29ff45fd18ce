import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import { measure } from '@family-auth/library/signals/measure.ts';
import { type Forgery, type Kind, kindOf } from '../forgery.ts';
import { facesOf, isFace, RECORDINGS, type Video, withPictures, withRecords, withTimes } from '../video.ts';

/** Faces that look aside, and faces that look ahead. */
function turnedAndStraight(video: Video) {
  const faces = facesOf(video);
  const straight = measure(faces[0]!).yawDegrees;
  const turn = (face: (typeof faces)[number]) => Math.abs(measure(face).yawDegrees - straight);
  return {
    turned: faces.filter((face) => turn(face) > 18),
    ahead: faces.slice(5).filter((face) => turn(face) < 4),
  };
}

/** The landmarks of two frames exchanged, one turned and one not; `order` chooses which. */
function framesExchanged(video: Video, order: number): Video {
  const { turned, ahead } = turnedAndStraight(video);
  const [a, b] = [turned[order % turned.length]!, ahead[(order * 7) % ahead.length]!];
  return withRecords(
    video,
    video.trace.records.map((record): TraceRecord => {
      if (!isFace(record) || (record !== a && record !== b)) return record;
      return { ...record, points: (record === a ? b : a).points };
    }),
  );
}

/** Two pictures exchanged, one at the extreme of a movement, one at rest. */
function picturesExchanged(video: Video, order: number): Video {
  const extremes = video.pictures.filter(({ purpose }) => purpose === 'extreme');
  const rest = video.pictures.filter(({ purpose }) => purpose === 'closing');
  const [a, b] = [extremes[order % extremes.length]!, rest[(order * 3) % rest.length]!];
  return withPictures(video, (picture) => {
    if (picture !== a && picture !== b) return picture;
    return { ...picture, jpeg: (picture === a ? b : a).jpeg };
  });
}

const exchange = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (order: number) => Pick<Forgery, 'video' | 'later'>,
): Kind =>
  kindOf(name, says, meant, (dice) => {
    const order = dice.int(1000);
    return { what: `number ${order}`, ...forge(order) };
  });

const timesEqual: Kind = {
  name: 'times_equal',
  says: 'a frame bears the time of the one before',
  make(dice) {
    const [recording, order] = [dice.pick(RECORDINGS), dice.int(1000)];
    return {
      what: `number ${order}`,
      recording,
      meant: ['trace_time_order', 'trace_steps'],
      video(video) {
        const { records } = video.trace;
        const kept = new Set(video.pictures.map(({ timestampMs }) => timestampMs));
        const free = records.flatMap((record, at) =>
          isFace(record) && !kept.has(record.timestampMs) && at > 0 && isFace(records[at - 1]!) ? [at] : [],
        );
        const chosen = free[order % free.length]!;
        return withRecords(
          video,
          records.map((record, at) =>
            at === chosen ? { ...record, timestampMs: records[at - 1]!.timestampMs } : record,
          ),
        );
      },
    };
  },
};

const stepBackwards: Kind = {
  name: 'step_backwards',
  says: 'the landmarks of the whole video run backwards under the same times',
  make(dice) {
    const recording = dice.pick(RECORDINGS);
    const from = dice.between(1, 3);
    return {
      what: `from step ${from} on`,
      recording,
      meant: ['trace_steps', 'trace_continuity', 'landmarks_agree'],
      video(video) {
        const start = video.trace.records.findIndex(
          (record) => record.kind === 'reveal' && record.step === from,
        );
        const { records } = video.trace;
        const faces = records.slice(start).filter(isFace).reverse();
        let at = 0;
        return withRecords(
          video,
          records.map((record, index) =>
            index < start || !isFace(record) ? record : { ...record, points: faces[at++]!.points },
          ),
        );
      },
    };
  },
};

/** Frames of somebody at rest before the first reveal, by which averages over the whole trace get better. */
function withLead(video: Video, count: number): Video {
  const [first] = facesOf(video);
  const lead = Array.from({ length: count }, (_, at) => ({ ...first!, timestampMs: at * 45 + (at % 3) }));
  const moved = withTimes(video, (timestampMs) => timestampMs + count * 45);
  return withRecords(moved, [...lead, ...moved.trace.records]);
}

export const orderKinds: readonly Kind[] = [
  kindOf(
    'frames_before_the_reveal',
    'a trace that begins before the first reveal',
    ['trace_plan'],
    (dice) => {
      const count = dice.between(1, 400);
      return { what: `${count} frames`, video: (video) => withLead(video, count) };
    },
  ),

  exchange(
    'frames_exchanged',
    'the landmarks of two frames exchanged',
    ['trace_continuity', 'trace_steps'],
    (order) => ({
      video: (video) => framesExchanged(video, order),
    }),
  ),
  exchange('frames_exchanged_later', 'the same after the commits', ['chain'], (order) => ({
    later: (video) => framesExchanged(video, order),
  })),
  exchange(
    'pictures_exchanged',
    'two pictures exchanged',
    ['landmarks_agree', 'action_visible'],
    (order) => ({
      video: (video) => picturesExchanged(video, order),
    }),
  ),
  exchange('pictures_exchanged_later', 'the same after the commits', ['chain'], (order) => ({
    later: (video) => picturesExchanged(video, order),
  })),
  timesEqual,
  stepBackwards,
];
