import type { Bytes } from '@family-auth/library/base/bytes.ts';
import sharp from 'sharp';
import type { Dice } from '../dice.ts';
import { type Forgery, type Kind, kindOf } from '../forgery.ts';
import { traceBytes } from '../seal-video.ts';
import { withPictures } from '../video.ts';

/** What is left of the bytes, in thousandths. */
const cut = (bytes: Uint8Array, left: number): Bytes =>
  new Uint8Array(bytes.subarray(0, Math.floor((left / 1000) * bytes.length)));

const truncated = (
  name: string,
  says: string,
  meant: readonly string[],
  forge: (left: number, order: number, dice: Dice) => Partial<Forgery>,
): Kind =>
  kindOf(name, says, meant, (dice) => {
    const [left, order] = [dice.between(0, 999), dice.int(1000)];
    return { what: `${left / 10} % left, number ${order}`, ...forge(left, order, dice) };
  });

export const truncatedKinds: readonly Kind[] = [
  truncated(
    'truncated_part',
    'an encrypted part cut off, which the manifest then names',
    ['evidence_opens', 'invalid_jwe'],
    (left, order) => ({
      sealed: (bytes, n) => (n === order % 13 ? cut(bytes, left) : bytes),
    }),
  ),
  truncated('truncated_document', 'the signed document cut off', ['invalid_jws'], (left) => ({
    document: (document) => cut(document, left),
  })),
  truncated(
    'truncated_trace',
    'the trace cut off before it was committed',
    ['trace_format', 'chain'],
    (left) => ({
      video: (video) => ({ ...video, bytes: cut(traceBytes(video), left) }),
    }),
  ),
  truncated(
    'truncated_trace_later',
    'the trace cut off after the commits',
    ['trace_format', 'chain'],
    (left) => ({
      later: (video) => ({ ...video, bytes: cut(traceBytes(video), left) }),
    }),
  ),
  truncated(
    'truncated_picture',
    'a picture cut off before it was committed',
    ['frames_readable'],
    (left, order) => ({
      video: (video) =>
        withPictures(video, (picture, at) =>
          at === order % video.pictures.length
            ? { ...picture, jpeg: cut(picture.jpeg, Math.min(left, 950)) }
            : picture,
        ),
    }),
  ),
  truncated('truncated_picture_later', 'a picture cut off after the commits', ['chain'], (left, order) => ({
    later: (video) =>
      withPictures(video, (picture, at) =>
        at === order % video.pictures.length ? { ...picture, jpeg: cut(picture.jpeg, left) } : picture,
      ),
  })),
  truncated(
    'picture_marked_as_turned',
    'a picture that viewers show in another way than it is judged',
    ['frames_readable'],
    (_, order, dice) => {
      const orientation = dice.between(2, 8);
      return {
        what: `orientation ${orientation}`,
        async video(video) {
          const at = order % video.pictures.length;
          const { jpeg } = video.pictures[at]!;
          const marked = await sharp(jpeg).withMetadata({ orientation }).jpeg({ quality: 91 }).toBuffer();
          return withPictures(video, (picture, index) =>
            index === at ? { ...picture, jpeg: new Uint8Array(marked) } : picture,
          );
        },
      };
    },
  ),
  truncated('picture_of_other_format', 'a picture that is no JPEG', ['frames_readable'], (_, order, dice) => {
    const format = dice.pick(['png', 'webp', 'gif', 'text'] as const);
    return {
      what: `${format}, picture ${order}`,
      async video(video) {
        const at = order % video.pictures.length;
        const { jpeg } = video.pictures[at]!;
        const other =
          format === 'text' ? Buffer.from('a picture') : await sharp(jpeg).toFormat(format).toBuffer();
        return withPictures(video, (picture, index) =>
          index === at ? { ...picture, jpeg: new Uint8Array(other) } : picture,
        );
      },
    };
  }),
];
