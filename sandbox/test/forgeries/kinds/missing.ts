import { encodeTrace } from '@family-auth/library/evidence/trace-codec.ts';
import { PHOTO_ROLES } from '@family-auth/library/protocol/application.ts';
import { type Kind, kindOf } from '../forgery.ts';
import { elapsedMs } from '../seal-video.ts';
import type { Video } from '../video.ts';

/** Without the `order`-th of the pictures that `isMeant`, and never the last of all. */
function withoutPicture(video: Video, order: number, purposes: readonly string[]): Video {
  const choice = video.pictures.slice(0, -1).filter(({ purpose }) => purposes.includes(purpose));
  const left = choice[order % choice.length];
  return { ...video, pictures: video.pictures.filter((picture) => picture !== left) };
}

export const missingKinds: readonly Kind[] = [
  kindOf(
    'picture_never_taken',
    'a picture at a named instant or an extreme left out',
    ['named_frames'],
    (dice) => {
      const order = dice.int(100);
      return {
        what: `picture ${order}`,
        video: (video) => withoutPicture(video, order, ['named', 'extreme']),
      };
    },
  ),
  kindOf('end_never_taken', 'the last picture of a step left out', ['chain'], (dice) => {
    const order = dice.int(100);
    let whole: Video;
    return {
      what: `step ${order % 3}`,
      video(video) {
        whole = video;
        return withoutPicture(video, order, ['closing']);
      },
      commit: (commit) => ({ ...commit, elapsed_ms: elapsedMs(whole, commit.i) }),
    };
  }),
  kindOf('picture_dropped_later', 'a picture left out after the commits', ['chain'], (dice) => {
    const order = dice.int(100);
    return {
      what: `picture ${order}`,
      later: (video) => withoutPicture(video, order, ['named', 'extreme', 'closing']),
    };
  }),
  kindOf('frameless', 'the trace without any picture', ['evidence_incomplete'], (dice) => {
    const named = dice.int(2) === 0;
    return {
      what: named ? 'which are named all the same' : 'and none is named',
      contents: (contents) => contents.filter(({ role }) => role === 'trace'),
      manifest: (claims) =>
        named ? claims : { ...claims, challenge: { ...claims.challenge!, key_frames: [] } },
    };
  }),
  kindOf('traceless', 'the pictures without a trace', ['evidence_incomplete'], (dice) => {
    const asFrame = dice.int(2) === 0;
    return {
      what: asFrame ? 'a picture in its place' : 'no part in its place',
      contents: (contents) =>
        asFrame
          ? contents.map((content, at) => (at === 0 ? contents[1]! : content))
          : contents.filter(({ role }) => role !== 'trace'),
    };
  }),
  kindOf('trace_empty', 'a trace without records', ['trace_format', 'chain'], (dice) => {
    const header = dice.int(2) === 0;
    return {
      what: header ? 'the header alone' : 'no byte',
      video: (video) => ({
        ...video,
        bytes: header ? encodeTrace({ ...video.trace, records: [] }) : new Uint8Array(),
      }),
    };
  }),
  kindOf('part_not_put', 'a part named and never put', ['manifest_mismatch'], (dice) => {
    const at = dice.between(0, 12);
    return { what: `part ${at}`, uploads: (uploads) => uploads.filter(({ n }) => n !== at) };
  }),
  kindOf('part_of_other_method', 'a photo of something beside the session', ['malformed'], (dice) => {
    const role = dice.pick(PHOTO_ROLES);
    const bytes = new TextEncoder().encode('<p>no picture</p>');
    return { what: role, contents: (contents) => [...contents, { role, cty: 'image/jpeg', bytes }] };
  }),
  kindOf('part_not_named', 'a part put and not named', ['manifest_mismatch'], (dice) => {
    const at = dice.between(0, 12);
    return {
      what: `part ${at}`,
      manifest: (claims) => ({ ...claims, parts: claims.parts.filter(({ n }) => n !== at) }),
    };
  }),
  kindOf(
    'picture_not_named',
    'a picture put and not in the list of pictures',
    ['evidence_incomplete'],
    (dice) => {
      const at = dice.between(0, 12);
      return {
        what: `picture ${at}`,
        manifest: (claims) => ({
          ...claims,
          challenge: {
            ...claims.challenge!,
            key_frames: claims.challenge!.key_frames.filter((_, index) => index !== at),
          },
        }),
      };
    },
  ),
];
