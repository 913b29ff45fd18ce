import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { UsageError } from '../../scripts/command.mjs';
import { randomOf } from '../people/random.mjs';
import { DOCUMENTS } from './cards.mjs';
import { BACKGROUNDS, photograph } from './scene.mjs';

// Which pictures are made: some in order, some with one fault each. Between what is plainly in order and plainly faulty lies what
// nobody would call either; of that nothing is made.

/** Faults of a document's picture, and what a scene is changed by for each. */
const FAULTS = {
  blurred: ({ between, chance, sign }) =>
    chance(0.5)
      ? { blurPx: between(6, 11) }
      : { shakePx: between(20, 34), shakeDegrees: between(0, 180) * sign() },
  too_dark: ({ between }) => ({ exposure: between(0.05, 0.16), noise: between(2, 6) }),
  glare: ({ between }) => ({
    glare: between(0.16, 0.4),
    glareAt: [between(0.25, 0.75), between(0.25, 0.75)],
  }),
  cut_off: ({ between, sign, chance }, size, kind) => {
    const fill = between(0.72, 0.92);
    const { width, height } = DOCUMENTS[kind];
    const across = fill * Math.min(size.width, (size.height * width) / height);
    const [wide, high] = [across / size.width, (across * height) / width / size.height];
    const beyond = (share) => sign() * (0.5 - share / 2 + between(0.1, 0.35) * share);
    return chance(0.5) ? { fill, shiftX: beyond(wide) } : { fill, shiftY: beyond(high) };
  },
  too_far: ({ between, sign }) => ({
    fill: between(0.24, 0.42),
    shiftX: sign() * between(0, 0.15),
    shiftY: sign() * between(0, 0.1),
  }),
  aslant: ({ between, sign, chance }) =>
    chance(0.5)
      ? { turnDegrees: sign() * between(13, 24), fill: between(0.68, 0.72) }
      : {
          tiltDegrees: between(32, 44),
          tiltTowardsDegrees: sign() * between(0, 100),
          fill: between(0.7, 0.8),
        },
};

/** What somebody who means it does: anywhere in these ranges the print is read by a person. */
const IN_ORDER = ({ between, pick, sign, chance }) => {
  const shade = between(0, 0.22);
  return {
    fill: between(0.7, 0.9),
    turnDegrees: sign() * between(0, 6),
    tiltDegrees: between(0, 10),
    tiltTowardsDegrees: between(-180, 180),
    shiftX: sign() * between(0, 0.02),
    shiftY: sign() * between(0, 0.02),
    background: pick(BACKGROUNDS),
    // A camera exposes so that the brighter side of a white card is just not washed out.
    exposure: between(0.62, 1.03) / (1 + shade),
    shade,
    blurPx: between(0.3, 1.6),
    noise: between(1, 7),
    ...(chance(0.3) ? { glare: between(0.01, 0.03), glareAt: [between(0.1, 0.9), between(0.1, 0.9)] } : {}),
  };
};

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1280, height: 960 },
  { width: 720, height: 1280 },
];

/** Flat things that are no document, and the table alone. */
const OTHERS = {
  table: () => null,
  blank: () => thing(1012, 638, '<rect width="1012" height="638" rx="38" fill="#eceae4"/>'),
  telephone: ({ between }) =>
    thing(
      1240,
      600,
      `<rect width="1240" height="600" rx="70" fill="#17181c"/><rect x="40" y="26" width="1160" height="548" rx="40" fill="rgb(${between(30, 60)},${between(40, 70)},${between(60, 90)})"/>`,
    ),
  sheet: (random) =>
    thing(707, 1000, `<rect width="707" height="1000" fill="#f6f5f1"/>${lines(random, 60, 70, 590, 22)}`),
  keyboard: () =>
    thing(
      1500,
      520,
      `<rect width="1500" height="520" rx="16" fill="#2a2c30"/>${Array.from({ length: 75 }, (_, n) => `<rect x="${20 + (n % 15) * 97.5}" y="${20 + Math.floor(n / 15) * 97}" width="86" height="84" rx="8" fill="#d9dade"/>`).join('')}`,
    ),
  leaflet: (random) =>
    thing(
      520,
      1100,
      `<rect width="520" height="1100" fill="#f2d9a8"/>${lines(random, 40, 300, 440, 20)}<circle cx="260" cy="160" r="110" fill="#b0422e"/>`,
    ),
  portrait: ({ between }) =>
    thing(
      900,
      1200,
      `<rect width="900" height="1200" fill="#cfd6da"/><path d="M40 1200q60-380 410-380t410 380z" fill="#3b4a63"/>
      <ellipse cx="450" cy="520" rx="230" ry="300" fill="rgb(${between(196, 226)},176,148)"/><path d="M210 500q-20-350 240-350t240 350q-30-180-120-220-200 40-290-20-50 100-70 240z" fill="#211a18"/>
      <path d="M330 500h80M490 500h80M380 680q70 50 140 0M450 520v90" stroke="#3a2a22" stroke-width="20" fill="none"/>`,
    ),
};

const thing = (width, height, body) => ({
  width,
  height,
  svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`,
});

const lines = ({ between }, x, y, width, count) =>
  Array.from(
    { length: count },
    (_, n) =>
      `<path d="M${x} ${y + n * 38}h${between(0.5, 1) * width}" stroke="#26262a" stroke-width="13" stroke-dasharray="22 6 14 5 30 7"/>`,
  ).join('');

/**
 * The pictures of a seed, each made when it is asked for.
 *
 * @param {number} seed
 * @param {number} each how many of each fault, and of the other things; in order are six times as many
 * @returns {{name: string, shape: 'card' | 'page', fault: string | null, draw: () => Promise<{data: Uint8Array, width: number, height: number}>}[]}
 */
export function documentPictures(seed, each) {
  const kinds = Object.keys(DOCUMENTS);
  const wanted = [
    ...Array.from({ length: each * 6 }, () => null),
    ...Object.keys(FAULTS).flatMap((fault) => Array.from({ length: each }, () => fault)),
    ...Object.keys(OTHERS).flatMap((other) =>
      Array.from({ length: Math.ceil(each / 2) }, () => `other ${other}`),
    ),
  ];
  return wanted.map((what, n) => {
    const random = randomOf(seed * 100_003 + n);
    const size = random.pick(SIZES);
    const scene = { ...IN_ORDER(random), ...size };
    if (what?.startsWith('other ')) {
      const subject = OTHERS[what.slice(6)](random) ?? thing(20, 20, '');
      const portrait = what === 'other portrait' ? { fill: 1.3, turnDegrees: 0 } : {};
      return {
        name: `${n} ${what}`,
        shape: 'card',
        fault: 'no_document',
        draw: () => photograph(subject, { ...scene, glare: 0, ...portrait }, random),
      };
    }
    const kind = random.pick(kinds);
    const changes = what === null ? {} : FAULTS[what](random, size, kind);
    return {
      name: `${n} ${kind} ${what ?? 'in order'}`,
      shape: DOCUMENTS[kind].shape,
      fault: what,
      draw: () => photograph(kind, { ...scene, ...(what === null ? {} : { glare: 0 }), ...changes }, random),
    };
  });
}

/** Pictures of somebody's own: `DIR/FAULT/NAME.jpg`, upright as they are marked. */
export function pictureFiles(dir) {
  const folders = ['in_order', 'no_document', ...Object.keys(FAULTS)].filter((fault) =>
    existsSync(join(dir, fault)),
  );
  const files = folders.flatMap((fault) =>
    readdirSync(join(dir, fault))
      .filter((file) => /\.(jpe?g|png)$/i.test(file))
      .map((file) => ({
        name: `${fault}/${file}`,
        shape: 'card',
        fault: fault === 'in_order' ? null : fault,
        async draw() {
          const upright = sharp(join(dir, fault, file))
            .autoOrient()
            .removeAlpha()
            .toColourspace('srgb')
            .raw();
          const { data, info } = await upright.toBuffer({ resolveWithObject: true });
          return { data, width: info.width, height: info.height };
        },
      })),
  );
  if (files.length === 0)
    throw new UsageError(`--dir ${dir}: no folder named by a fault with pictures in it`);
  return files;
}
