import type { Dice } from '../dice.ts';
import type { Kind } from '../forgery.ts';
import { RECORDINGS, recordingOf, type Video, withPictures } from '../video.ts';

const PICTURES = 13;

/** Every picture replaced by one of `other`, in an order of its own. */
const withPicturesOf = (video: Video, other: Video, offset: number, share: number) =>
  withPictures(video, (picture, at) =>
    at % share > 0
      ? picture
      : { ...picture, jpeg: other.pictures[(at + offset) % other.pictures.length]!.jpeg },
  );

const othersOf = (recording: string, dice: Dice) =>
  dice.pick(RECORDINGS.filter((other) => other !== recording));

export const foreignKinds: readonly Kind[] = [
  {
    name: 'pictures_shifted',
    says: 'each picture is that of another instant of the session',
    make(dice) {
      const [recording, offset] = [dice.pick(RECORDINGS), dice.between(1, PICTURES - 1)];
      return {
        what: `${offset} pictures later`,
        recording,
        meant: ['landmarks_agree', 'action_visible'],
        video: (video) => withPicturesOf(video, video, offset, 1),
      };
    },
  },
  {
    name: 'pictures_of_other_session',
    says: 'pictures of another session of the same person',
    make(dice) {
      const [recording, offset] = [dice.pick(['finn', 'finn-swap'] as const), dice.between(1, PICTURES - 1)];
      const other = recordingOf(recording === 'finn' ? 'finn-swap' : 'finn');
      return {
        what: `${offset} pictures later`,
        recording: 'finn',
        meant: ['landmarks_agree', 'action_visible'],
        video: (video) => withPicturesOf(video, other.video, offset, 1),
      };
    },
  },
  {
    name: 'pictures_of_other_person',
    says: 'all or some pictures are those of another person',
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const [other, offset, share] = [othersOf(recording, dice), dice.int(PICTURES), dice.between(1, 4)];
      return {
        what: `one of ${share}, of ${other}`,
        recording,
        meant: ['landmarks_agree'],
        video: (video) => withPicturesOf(video, recordingOf(other).video, offset, share),
      };
    },
  },
  {
    name: 'trace_of_other_person',
    says: 'the trace of another person over the pictures of the right one',
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const [other, offset] = [othersOf(recording, dice), dice.int(PICTURES)];
      return {
        what: `${other}'s trace`,
        recording,
        plan: recordingOf(other).plan,
        meant: ['landmarks_agree'],
        video: (video) => withPicturesOf(recordingOf(other).video, video, offset, 1),
      };
    },
  },
  {
    name: 'pictures_of_other_later',
    says: 'pictures of another person put in after the commits',
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const [other, offset, share] = [othersOf(recording, dice), dice.int(PICTURES), dice.between(1, 6)];
      return {
        what: `one of ${share}, of ${other}`,
        recording,
        meant: ['chain'],
        later: (video) => withPicturesOf(video, recordingOf(other).video, offset, share),
      };
    },
  },
  {
    name: 'trace_of_other_later',
    says: 'the trace of another session put in after the commits',
    make(dice) {
      const recording = dice.pick(RECORDINGS);
      const other = dice.pick([...RECORDINGS, 'finn-swap' as const].filter((each) => each !== recording));
      return {
        what: `${other}'s trace`,
        recording,
        meant: ['chain'],
        later: (video) => ({ ...video, trace: recordingOf(other).video.trace }),
      };
    },
  },
];
