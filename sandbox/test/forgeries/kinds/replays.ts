import sharp from 'sharp';
import { type Kind, kindOf } from '../forgery.ts';
import { type RECORDINGS, type RecordingName, withPictures } from '../video.ts';

/** Whose session goes before: another relative's, for one relative has one draft at a time. */
const OTHER: Readonly<Record<(typeof RECORDINGS)[number], RecordingName>> = {
  anna: 'dev',
  dev: 'finn',
  finn: 'anna',
};

/** Heads of the chain as they were committed under an earlier nonce. */
const replayedChain = kindOf(
  'replayed_chain',
  'a session with the chain of an earlier nonce',
  ['chain'],
  (dice, recording) => ({
    what: 'the heads of an earlier session',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    commit: (commit, earlier) => ({ ...commit, chain: earlier!.commits[commit.i]!.chain }),
  }),
);

const replayedWhole = kindOf(
  'replayed_whole',
  'a session that was handed in before, chained anew, and the plan is the same by luck',
  ['frames_new'],
  () => ({ what: 'bit by bit' }),
);

const replayedRecompressed = kindOf(
  'replayed_recompressed',
  'the same with pictures compressed again',
  ['frames_not_alike'],
  (_dice, _recording, nth) => {
    // Different each time: the same pictures a second time would be refused as an exact replay.
    const quality = 80 + (nth % 17);
    const chromaSubsampling = nth % 34 < 17 ? '4:2:0' : '4:4:4';
    return {
      what: `quality ${quality}, ${chromaSubsampling}`,
      async video(video) {
        const jpegs = await Promise.all(
          video.pictures.map(({ jpeg }) => sharp(jpeg).jpeg({ quality, chromaSubsampling }).toBuffer()),
        );
        return withPictures(video, (picture, at) => ({ ...picture, jpeg: new Uint8Array(jpegs[at]!) }));
      },
    };
  },
);

const replayedPadded = kindOf(
  'replayed_padded',
  'the same with bytes after the end of each picture, so that its digest is new',
  ['frames_readable'],
  (_dice, _recording, nth) => {
    const count = 1 + nth;
    return {
      what: `${count} bytes`,
      video: (video) =>
        withPictures(video, (picture) => ({
          ...picture,
          jpeg: new Uint8Array([...picture.jpeg, ...new Array(count).fill(0)]),
        })),
    };
  },
);

const replayedCommented = kindOf(
  'replayed_commented',
  'the same with a comment in each picture, so that its digest is new',
  ['frames_not_alike'],
  (_dice, _recording, nth) => {
    const comment = [...Buffer.from('a comment'.repeat(1 + nth))];
    const segment = [0xff, 0xfe, 0, comment.length + 2, ...comment];
    return {
      what: `${comment.length} bytes`,
      video: (video) =>
        withPictures(video, (picture) => ({
          ...picture,
          jpeg: new Uint8Array([...picture.jpeg.slice(0, 2), ...segment, ...picture.jpeg.slice(2)]),
        })),
    };
  },
);

const replayedByChance = kindOf(
  'replayed_other_plan',
  'a session that was handed in before, under the plan that is really drawn',
  ['trace_steps', 'trace_plan', 'step_too_early', 'step_clock'],
  (_, recording) => ({ what: `${recording}'s`, plan: 'chance' }),
);

const documentAgain = kindOf(
  'document_again',
  'the signed manifest of an earlier application, posted for this one',
  ['invalid_jws'],
  (dice, recording) => ({
    what: 'bit by bit',
    first: { recording: OTHER[recording], submitted: dice.int(2) === 0 },
    document: (_, earlier) => earlier!.document,
  }),
);

const sessionAgain = kindOf(
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

const nonceAgain = kindOf(
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

const partsAgain = kindOf(
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
  replayedCommented,
  replayedByChance,
  documentAgain,
  sessionAgain,
  nonceAgain,
  partsAgain,
];
