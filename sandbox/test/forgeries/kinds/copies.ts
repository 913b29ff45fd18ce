import sharp from 'sharp';
import { type Kind, kindOf } from '../forgery.ts';
import { faceAt, type Video, withPictures, withPoints } from '../video.ts';

/** How far around a picture the trace is bent to fit the still, milliseconds. */
const BENT_MS = 250;

/** The trace bent so that at these pictures the face stands as it does at the still. */
function bentTo(video: Video, stillMs: number, instantsMs: readonly number[]): Video {
  const wanted = faceAt(video, stillMs).points;
  return instantsMs.reduce((bent, instantMs) => {
    const { points: there } = faceAt(bent, instantMs);
    return withPoints(bent, (face, points) => {
      const weight = Math.max(0, 1 - Math.abs(face.timestampMs - instantMs) / BENT_MS);
      points.forEach((value, at) => {
        points[at] = weight === 1 ? wanted[at]! : value + Math.round(weight * (wanted[at]! - there[at]!));
      });
    });
  }, video);
}

/** One still for the pictures at which little happens, and the trace bent to it; compressed anew where `quality` says so. */
async function oneStill(video: Video, quality: number | null): Promise<Video> {
  const still = video.pictures.find(({ step, purpose }) => step === 0 && purpose === 'closing')!;
  const firstNamed = video.pictures.filter(
    ({ step, purpose }, at, all) =>
      purpose === 'named' && all.findIndex((each) => each.step === step && each.purpose === purpose) === at,
  );
  const bent = bentTo(
    video,
    still.timestampMs,
    firstNamed.map(({ timestampMs }) => timestampMs),
  );
  const jpegs = await Promise.all(
    firstNamed.map(async (_, at) =>
      quality === null
        ? still.jpeg
        : new Uint8Array(
            await sharp(still.jpeg)
              .jpeg({ quality: quality + at })
              .toBuffer(),
          ),
    ),
  );
  return withPictures(bent, (picture) => {
    const at = firstNamed.findIndex(({ timestampMs }) => timestampMs === picture.timestampMs);
    return at === -1 ? picture : { ...picture, jpeg: jpegs[at]! };
  });
}

export const copyKinds: readonly Kind[] = [
  kindOf(
    'picture_twice',
    'the picture of an extreme under a second name',
    ['landmarks_agree', 'action_visible'],
    (dice) => {
      const [from, to] = [dice.int(100), dice.int(100)];
      return {
        what: `extreme ${from} at the end of step ${to % 4}`,
        video(video) {
          const extremes = video.pictures.filter(({ purpose }) => purpose === 'extreme');
          const ends = video.pictures.filter(({ purpose }) => purpose === 'closing');
          const [extreme, end] = [extremes[from % extremes.length]!, ends[to % ends.length]!];
          return withPictures(video, (picture) =>
            picture === end ? { ...picture, jpeg: extreme.jpeg } : picture,
          );
        },
      };
    },
  ),
  kindOf(
    'one_still_bent',
    'one still for several pictures, and the trace bent to fit it',
    ['frames_not_repeated'],
    (dice) => {
      const quality = dice.pick([null, 72, 80, 86]);
      return {
        what: quality === null ? 'bit by bit' : `quality ${quality} and up`,
        recording: 'anna',
        video: (video) => oneStill(video, quality),
      };
    },
  ),
  kindOf('one_still_for_all', 'one still for every picture', ['frames_differ'], (dice) => {
    const order = dice.int(100);
    return {
      what: `picture ${order}`,
      video(video) {
        const { jpeg } = video.pictures[order % video.pictures.length]!;
        return withPictures(video, (picture) => ({ ...picture, jpeg }));
      },
    };
  }),
  kindOf('part_named_twice', 'one uploaded picture named as two', ['manifest_parts'], (dice) => {
    const [from, to] = [dice.int(13), dice.between(1, 12)];
    return {
      what: `part ${from + 1} also ${to} places later`,
      manifest(claims) {
        const { key_frames } = claims.challenge!;
        const other = key_frames[(from + to) % key_frames.length]!;
        const one = key_frames[from % key_frames.length]!;
        const changed = key_frames.map((frame) => (frame === other ? { ...frame, n: one.n } : frame));
        return { ...claims, challenge: { ...claims.challenge!, key_frames: changed } };
      },
    };
  }),
  kindOf('part_listed_twice', 'one part listed as two', ['manifest_mismatch'], (dice) => {
    const [from, drop] = [dice.int(13), dice.int(2) === 0];
    return {
      what: `part ${from}${drop ? ', in place of the next' : ''}`,
      manifest(claims) {
        const one = claims.parts[from]!;
        const rest = drop
          ? claims.parts.filter((_, at) => at !== (from + 1) % claims.parts.length)
          : claims.parts;
        return { ...claims, parts: [...rest, one] };
      },
    };
  }),
];
