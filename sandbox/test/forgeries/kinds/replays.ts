import sharp from 'sharp';
import type { Dice } from '../dice.ts';
import { RECORDINGS, type RecordingName, withPictures } from '../film.ts';
import type { Forgery, Kind } from '../forgery.ts';

/** Whose session goes before: another relative's, for one relative has one draft at a time. */
const OTHER: Readonly<Record<(typeof RECORDINGS)[number], RecordingName>> = {
  anna: 'dev',
  dev: 'finn',
  finn: 'anna',
};

const replay = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (dice: Dice, recording: (typeof RECORDINGS)[number]) => Partial<Forgery> & { what: string },
): Kind => ({
  name,
  says,
  make(dice) {
    const recording = dice.pick(RECORDINGS);
    return { recording, meant, ...forge(dice, recording) };
  },
});

/** Heads of the chain as they were committed under an earlier nonce. */
const replayedChain = replay(
  'replayed_chain',
  'a session with the chain of an earlier nonce',
  ['chain'],
  (dice, recording) => ({
    what: 'the heads of an earlier session',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    commit: (commit, earlier) => ({ ...commit, chain: earlier!.commits[commit.i]!.chain }),
  }),
);

const replayedWhole = replay(
  'replayed_whole',
  'a session that was handed in before, chained anew, and the plan is the same by luck',
  ['frames_new'],
  () => ({ what: 'bit by bit' }),
);

const replayedRecompressed = replay(
  'replayed_recompressed',
  'the same with pictures compressed again',
  ['frames_not_alike'],
  (dice) => {
    const quality = dice.pick([84, 88, 92]);
    return {
      what: `quality ${quality}`,
      async film(film) {
        const jpegs = await Promise.all(
          film.pictures.map(({ jpeg }) => sharp(jpeg).jpeg({ quality }).toBuffer()),
        );
        return withPictures(film, (picture, at) => ({ ...picture, jpeg: new Uint8Array(jpegs[at]!) }));
      },
    };
  },
);

const replayedPadded = replay(
  'replayed_padded',
  'the same with bytes after the end of each picture, so that its digest is new',
  ['frames_not_alike'],
  (dice) => {
    const count = dice.pick([1, 2, 16]);
    return {
      what: `${count} bytes`,
      film: (film) =>
        withPictures(film, (picture) => ({
          ...picture,
          jpeg: new Uint8Array([...picture.jpeg, ...new Array(count).fill(0)]),
        })),
    };
  },
);

const replayedByChance = replay(
  'replayed_other_plan',
  'a session that was handed in before, under the plan that is really drawn',
  ['trace_steps', 'trace_plan', 'step_too_early', 'step_clock'],
  (_, recording) => ({ what: `${recording}'s`, plan: 'chance' }),
);

const documentAgain = replay(
  'document_again',
  'the signed manifest of an earlier application, posted for this one',
  ['invalid_jws'],
  (dice, recording) => ({
    what: 'bit by bit',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    document: (_, earlier) => earlier!.document,
  }),
);

const sessionAgain = replay(
  'session_again',
  'the challenge, nonce, receipts and chain of an earlier application named',
  ['not_found'],
  (dice, recording) => ({
    what: 'all claims of its session',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    manifest: (claims, earlier) => ({
      ...claims,
      challenge: { ...earlier!.claims, key_frames: claims.challenge!.key_frames },
    }),
  }),
);

const nonceAgain = replay(
  'nonce_again',
  'the nonce of an earlier session named in this one',
  ['manifest_mismatch'],
  (dice, recording) => ({
    what: 'the nonce alone',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    manifest: (claims, earlier) => ({
      ...claims,
      challenge: { ...claims.challenge!, nonce: earlier!.claims.nonce },
    }),
  }),
);

const partsAgain = replay(
  'parts_again',
  'encrypted parts of an earlier application, put for this one',
  ['invalid_jwe'],
  (dice, recording) => {
    const count = dice.between(1, 12);
    return {
      what: `${count} parts`,
      first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
      uploads: (uploads, earlier) =>
        uploads.map((upload, at) => (at < count ? (earlier!.uploads[at] ?? upload) : upload)),
    };
  },
);

export const replayKinds: readonly Kind[] = [
  replayedChain,
  replayedWhole,
  replayedRecompressed,
  replayedPadded,
  replayedByChance,
  documentAgain,
  sessionAgain,
  nonceAgain,
  partsAgain,
];
