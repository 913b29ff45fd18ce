import sharp from 'sharp';
import { css, linearOf } from './colours.mjs';
import { randomOf } from './random.mjs';

const SIZE = 1024;

/** @typedef {{width: number, height: number, pixels: Float32Array}} Picture linear RGB, row by row from the top */

/** The skin of a face: blotches, lips, brows, wrinkles, beard, painted where the texture holds the 68 points. */
export function paintSkin(person, landmarkUvs) {
  const points = landmarkUvs.map(([u, v]) => [u * SIZE, (1 - v) * SIZE]);
  const random = randomOf(person.seed + 1);
  const layers = [
    speckles(person, random),
    blushes(person, points),
    eyeSockets(person, points),
    wrinkles(person, points, random),
    lips(person, points),
    person.beard ? stubble(person, points, random) : '',
    brows(person, points, random),
  ];
  return rasterise(SIZE, SIZE, 512, 512, css(person.skin), layers);
}

export const shaded = (colour, factors) => colour.map((value, i) => value * (factors[i] ?? factors[0]));
const path = (points, attributes) =>
  `<path d="M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}" ${attributes}/>`;
const strokes = (lines, attributes) =>
  `<path fill="none" d="${lines.map(([a, b, c, d]) => `M${a.toFixed(1)} ${b.toFixed(1)}L${c.toFixed(1)} ${d.toFixed(1)}`).join('')}" ${attributes}/>`;
const blob = ([x, y], rx, ry, colour, opacity) =>
  `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx * 0.6}" ry="${ry * 0.6}" fill="${css(colour)}" opacity="${opacity}" filter="url(#soft)"/>`;

function speckles({ skin, age }, { between }) {
  const spots = Array.from({ length: 2600 }, () => {
    const change = between(-11, 11);
    const colour = css([skin[0] + change + between(-3, 3), skin[1] + change, skin[2] + change]);
    return `<circle cx="${between(0, SIZE).toFixed(0)}" cy="${between(0, SIZE).toFixed(0)}" r="${between(1, 6).toFixed(1)}" fill="${colour}" opacity="0.22"/>`;
  });
  const aged = Array.from({ length: Math.round(45 * age) }, () => {
    const at = [between(0.2, 0.8) * SIZE, between(0.2, 0.8) * SIZE];
    return `<circle cx="${at[0]}" cy="${at[1]}" r="${between(1.5, 5)}" fill="${css(shaded(skin, [0.72, 0.62, 0.52]))}" opacity="0.35"/>`;
  });
  return [...spots, ...aged].join('');
}

function blushes({ skin }, p) {
  const red = shaded(skin, [1, 0.74, 0.7]);
  const cheek = (eye, wing) => [p[eye][0] * 0.75 + p[wing][0] * 0.25, p[31][1] - 12];
  const nostril = (at, dx) => blob([p[at][0] + dx, p[33][1] - 3], 13, 10, [25, 10, 8], 0.85);
  return [
    blob(cheek(36, 31), 110, 80, red, 0.22),
    blob(cheek(45, 35), 110, 80, red, 0.22),
    blob(p[30], 45, 40, red, 0.28),
    nostril(31, 3),
    nostril(35, -3),
  ].join('');
}

function eyeSockets({ skin, age }, p) {
  const dark = shaded(skin, [0.55]);
  return [
    [36, 39, [36, 37, 38, 39]],
    [42, 45, [42, 43, 44, 45]],
  ]
    .map(([a, b, lid]) => {
      const x = (p[a][0] + p[b][0]) / 2;
      const y = (p[a][1] + p[b][1]) / 2;
      const bag = blob([x, y + 24], 56, 20, shaded(skin, [0.72, 0.58, 0.6]), 0.3 + 0.35 * age);
      return `${blob([x, y], 66, 28, dark, 0.4)}${bag}${path(
        lid.map((i) => p[i]),
        `fill="none" stroke="${css(shaded(dark, [0.35]))}" stroke-width="3" opacity="0.55"`,
      )}`;
    })
    .join('');
}

/** Folds beside the nose, crow's feet, lines of the forehead, as strong as the person is old. */
function wrinkles({ skin, age }, p, { between }) {
  if (age < 0.3) return '';
  const line = (points, width, strength) =>
    path(
      points,
      `fill="none" stroke="${css(shaded(skin, [0.55, 0.46, 0.42]))}" stroke-width="${width}" opacity="${(strength * age).toFixed(2)}" filter="url(#fine)"`,
    );
  const lines = [];
  for (const [wing, corner, outer, sign] of [
    [31, 48, 36, -1],
    [35, 54, 45, 1],
  ]) {
    lines.push(
      line(
        [
          [p[wing][0] + sign * 12, p[wing][1] - 14],
          [p[wing][0] + sign * 34, p[33][1] + 20],
          [p[corner][0] + sign * 22, p[corner][1] + 14],
        ],
        5,
        0.65,
      ),
    );
    for (const dy of [-16, 0, 16])
      lines.push(
        line(
          [
            [p[outer][0] + sign * 14, p[outer][1] + dy * 0.5],
            [p[outer][0] + sign * 50, p[outer][1] + dy * 1.5 + between(-4, 4)],
          ],
          3,
          0.5,
        ),
      );
  }
  for (const up of [36, 62, 90]) {
    const y = p[19][1] - up;
    lines.push(
      line(
        [
          [p[18][0], y + 6],
          [p[21][0], y + between(-5, 5)],
          [p[22][0], y + between(-5, 5)],
          [p[25][0], y + 6],
        ],
        4,
        0.45,
      ),
    );
  }
  return lines.join('');
}

function lips({ skin }, p) {
  const rim = [48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59].map((i) => p[i]);
  const slit = [60, 61, 62, 63, 64].map((i) => p[i]);
  return (
    path(rim, `fill="${css(shaded(skin, [0.8, 0.58, 0.58]))}" opacity="0.7" filter="url(#fine)"`) +
    path(slit, 'fill="none" stroke="rgb(70,25,25)" stroke-width="5" opacity="0.8" filter="url(#fine)"')
  );
}

function brows({ brow, browThickness }, p, { next, between }) {
  const hairs = [0.55, 0.8, 1.05].map((shade) => ({ shade, lines: [] }));
  for (const ids of [
    [17, 18, 19, 20, 21],
    [26, 25, 24, 23, 22],
  ]) {
    for (let i = 0; i < 1300; i++) {
      const along = next() * 4;
      const k = Math.min(3, Math.floor(along));
      const [a, b] = [p[ids[k]], p[ids[k + 1]]];
      const taper = along < 1 ? 0.35 + 0.65 * along : 1;
      const x = a[0] + (b[0] - a[0]) * (along - k);
      const y = a[1] + (b[1] - a[1]) * (along - k) + between(-0.15, 0.85) * browThickness * taper;
      hairs[i % 3].lines.push([x, y, x + Math.sign(a[0] - b[0]) * between(3, 9), y - between(2, 7)]);
    }
  }
  return hairs
    .map(({ shade, lines }) =>
      strokes(lines, `stroke="${css(shaded(brow, [shade]))}" stroke-width="1.5" opacity="0.6"`),
    )
    .join('');
}

/** Short hair in the skin; `inBeard` says where it grows. */
function stubble({ beard }, p, { between }) {
  const inBeard = beardRegion(
    beard.kind,
    p.map(([x, y]) => [x, -y]),
  );
  const hairs = [0.5, 0.8, 1.1].map((shade) => ({ shade, lines: [] }));
  const [left, right] = [p[1][0], p[15][0]];
  for (let i = 0; i < 30000; i++) {
    const x = between(left, right);
    const y = between(p[30][1], p[8][1] + 60);
    if (inBeard(x, -y) < between(0.05, 0.95)) continue;
    hairs[i % 3].lines.push([x, y, x + between(-3, 3), y + between(3, 8)]);
  }
  const opacity = beard.length > 0 ? 0.75 : 0.5;
  return hairs
    .map(({ shade, lines }) =>
      strokes(
        lines,
        `stroke="${css(shaded(beard.colour, [shade]))}" stroke-width="1.6" opacity="${opacity}"`,
      ),
    )
    .join('');
}

/**
 * Where a beard grows, 0 to 1, from the 68 points in any plane in which y points up: below the nose, around the lips and
 * along the jaw, as much of it as the kind says.
 */
export function beardRegion(kind, p) {
  const width = p[54][0] - p[48][0];
  const lipY = (p[51][1] + p[57][1]) / 2;
  const lipHeight = p[51][1] - p[57][1];
  const middle = (p[48][0] + p[54][0]) / 2;
  const [noseY, cornerY] = [p[33][1], p[48][1]];
  const faceHalf = (p[14][0] - p[2][0]) / 2;
  return (x, y) => {
    const aside = Math.abs(x - middle);
    const lips = Math.hypot((x - middle) / (0.56 * width), (y - lipY) / (0.62 * lipHeight));
    const free = step(0.95, 1.15, lips) * step(p[8][1] - 0.35 * width, p[8][1] - 0.05 * width, y);
    const upper =
      step(noseY + 0.02 * width, noseY - 0.08 * width, y) *
      step(0.64 * width, 0.5 * width, aside) *
      step(cornerY - 0.12 * width, cornerY + 0.04 * width, y);
    const chin =
      step(cornerY + 0.1 * width, cornerY - 0.1 * width, y) * step(0.62 * width, 0.48 * width, aside);
    // The cheeks' line climbs from beside the mouth to the ear.
    const line =
      cornerY -
      0.05 * width +
      Math.max(0, aside - 0.6 * width) * ((p[1][1] - cornerY) / Math.max(0.1, faceHalf - 0.6 * width));
    const cheeks = step(line + 0.1 * width, line - 0.12 * width, y);
    if (kind === 'moustache') return free * upper;
    if (kind === 'goatee') return free * Math.max(upper, chin);
    return free * Math.max(upper, chin, cheeks);
  };
}

const step = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** The front of an eyeball: white, iris and pupil, its middle in the middle. */
export function paintEye({ eye, seed, age }) {
  const { between } = randomOf(seed + 2);
  const radius = 0.385 * 128;
  const rays = Array.from({ length: 120 }, () => {
    const angle = between(0, 2 * Math.PI);
    const [from, to] = [0.36 * radius, radius * between(0.6, 0.93)];
    return [
      128 + Math.cos(angle) * from,
      128 + Math.sin(angle) * from,
      128 + Math.cos(angle) * to,
      128 + Math.sin(angle) * to,
    ];
  });
  const white = css([222 - 14 * age, 216 - 20 * age, 208 - 34 * age]);
  return rasterise(256, 256, 256, 256, white, [
    '<circle cx="128" cy="128" r="120" fill="none" stroke="rgb(190,110,100)" stroke-width="40" opacity="0.25" filter="url(#soft)"/>',
    `<circle cx="128" cy="128" r="${radius}" fill="${css(shaded(eye, [0.4]))}"/>`,
    `<circle cx="128" cy="128" r="${radius * 0.9}" fill="${css(eye)}"/>`,
    strokes(rays, `stroke="${css(shaded(eye, [1.5]))}" stroke-width="1.2" opacity="0.35"`),
    `<circle cx="128" cy="128" r="${radius * 0.4}" fill="rgb(6,5,5)"/>`,
  ]);
}

/** An SVG drawing as a picture; `gain` lifts what is almost white beyond white, as a sky is. */
export async function rasterise(width, height, outWidth, outHeight, base, layers, gain = 1) {
  const filters = [
    ['fine', 2],
    ['far', 5],
    ['soft', 12],
  ]
    .map(
      ([id, deviation]) =>
        `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%" color-interpolation-filters="sRGB"><feGaussianBlur stdDeviation="${deviation}"/></filter>`,
    )
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${filters}</defs><rect width="${width}" height="${height}" fill="${base}"/>${layers.join('')}</svg>`;
  const bytes = await sharp(Buffer.from(svg), { unlimited: true })
    .resize(outWidth, outHeight)
    .removeAlpha()
    .raw()
    .toBuffer();
  const toLinear = Float32Array.from(
    { length: 256 },
    (_, value) => linearOf(value) * (value > 235 ? 1 + ((gain - 1) * (value - 235)) / 20 : 1),
  );
  const pixels = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pixels[i] = toLinear[bytes[i]];
  return { width: outWidth, height: outHeight, pixels };
}
