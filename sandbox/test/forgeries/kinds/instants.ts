import type { TraceRecord } from '@family-auth/library/challenge/trace.ts';
import type { Dice } from '../dice.ts';
import { type Forgery, type Kind, kindOf } from '../forgery.ts';
import { facesOf, isFace, type Picture, type Video, withPictures, withRecords } from '../video.ts';

const instant = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (dice: Dice, order: number) => Partial<Forgery> & { what: string },
): Kind => kindOf(name, says, meant, (dice) => forge(dice, dice.int(1000)));

const named = ({ pictures }: Video) => pictures.filter(({ purpose }) => purpose === 'named');

/** The `order`-th of the named pictures changed. */
function withNamed(video: Video, order: number, change: (picture: Picture) => Picture): Video {
  const choice = named(video);
  const one = choice[order % choice.length];
  return withPictures(video, (picture) => (picture === one ? change(picture) : picture));
}

/** The time of the face frame that lies `frames` later in the video, if no picture has it. */
function neighbour(video: Video, timestampMs: number, frames: number): number {
  const times = facesOf(video).map((face) => face.timestampMs);
  const taken = new Set(video.pictures.map((picture) => picture.timestampMs));
  const at = times.indexOf(timestampMs);
  const wanted = times.slice(Math.max(0, at + Math.min(frames, 0)), at + Math.max(frames, 0) + 1);
  const free = (frames > 0 ? wanted.reverse() : wanted).find((time) => !taken.has(time));
  return free ?? timestampMs + 1;
}

/** Frames without a face for so long from a named instant of an action on. */
function withBlanks(video: Video, order: number, ms: number): Video {
  const choice = named(video).filter(({ step }) => step > 0);
  const { timestampMs } = choice[order % choice.length]!;
  return withRecords(
    video,
    video.trace.records.map((record): TraceRecord => {
      const blank =
        isFace(record) && record.timestampMs >= timestampMs && record.timestampMs < timestampMs + ms;
      return blank ? { kind: 'none', timestampMs: record.timestampMs } : record;
    }),
  );
}

export const instantKinds: readonly Kind[] = [
  instant(
    'picture_of_other_frame',
    'a named picture taken some frames earlier or later',
    ['named_frames'],
    (dice, order) => {
      const frames = dice.eitherWay(1, 4);
      return {
        what: `picture ${order} ${frames} frames later`,
        video: (video) =>
          withNamed(video, order, (picture) => ({
            ...picture,
            timestampMs: neighbour(video, picture.timestampMs, frames),
          })),
      };
    },
  ),
  instant('picture_of_no_frame', 'a picture of an instant between two frames', ['chain'], (dice, order) => {
    const ms = dice.between(1, 20);
    return {
      what: `picture ${order}, ${ms} ms later`,
      video: (video) =>
        withNamed(video, order, (picture) => ({ ...picture, timestampMs: picture.timestampMs + ms })),
    };
  }),
  instant('purpose_relabelled', 'a named picture called an extreme', ['named_frames'], (dice, order) => {
    const later = dice.int(2) === 0;
    const change = (video: Video) =>
      withNamed(video, order, (picture) => ({ ...picture, purpose: 'extreme' }));
    return { what: `picture ${order}`, ...(later ? { later: change } : { video: change }) };
  }),
  instant('extra_picture', 'one picture more than the plan calls for', ['named_frames'], (dice, order) => {
    const purpose = dice.pick(['named', 'extreme'] as const);
    return {
      what: `${purpose}, number ${order}`,
      video(video) {
        const taken = new Set(video.pictures.map(({ timestampMs }) => timestampMs));
        const lastMs = video.pictures.at(-1)!.timestampMs;
        const inside = video.pictures.filter((picture) => picture.purpose !== 'closing');
        const near = inside[order % inside.length]!;
        const free = facesOf(video).filter(
          ({ timestampMs }) =>
            !taken.has(timestampMs) && timestampMs < lastMs && timestampMs > near.timestampMs,
        );
        const extra = { ...near, purpose, timestampMs: free[0]!.timestampMs };
        return { ...video, pictures: [...video.pictures, extra] };
      },
    };
  }),
  instant('instant_put_off', 'frames without a face at a named instant', ['trace_steps'], (dice, order) => {
    const ms = dice.between(300, 900);
    return { what: `${ms} ms, instant ${order}`, video: (video) => withBlanks(video, order, ms) };
  }),
  instant(
    'picture_moved_later',
    'another instant claimed for a picture after the commits',
    ['chain'],
    (dice, order) => {
      const frames = dice.eitherWay(1, 4);
      return {
        what: `picture ${order}, ${frames} frames later`,
        later: (video) =>
          withNamed(video, order, (picture) => ({
            ...picture,
            timestampMs: neighbour(video, picture.timestampMs, frames),
          })),
      };
    },
  ),
];
