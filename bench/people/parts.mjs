/**
 * What a head wears. A part is a piece of mesh with its own points: `attached` to the skull, or standing in the room.
 *
 * @typedef {{positions: number[], normals: number[], uvs: number[], colours: number[], triangles: number[],
 *   material: string, attached: boolean}} Part
 */

export const newPart = (material, attached = true) => ({
  positions: [],
  normals: [],
  uvs: [],
  colours: [],
  triangles: [],
  material,
  attached,
});

function addPoint(part, position, normal, colour, uv = [0, 0]) {
  part.positions.push(...position);
  part.normals.push(...normal);
  part.colours.push(...colour, 1);
  part.uvs.push(...uv);
  return part.positions.length / 3 - 1;
}

/** A grid of points, `across` to a row, as two triangles a cell. */
function addGrid(part, first, rows, across) {
  for (let row = 0; row + 1 < rows; row++) {
    for (let i = 0; i + 1 < across; i++) {
      const a = first + row * across + i;
      part.triangles.push(a, a + 1, a + across, a + 1, a + across + 1, a + across);
    }
  }
}

/** A tube around a course of points; `radiusAt(i)` gives its half height and half depth. */
function addTube(part, course, radiusAt, colour, sides = 8) {
  const first = part.positions.length / 3;
  course.forEach((at, i) => {
    const next = course[Math.min(course.length - 1, i + 1)];
    const before = course[Math.max(0, i - 1)];
    const along = unit(next.map((value, k) => value - before[k]));
    const side = unit(
      cross(along, [0, 0, 1]).every((v) => Math.abs(v) < 1e-3) ? [1, 0, 0] : cross(along, [0, 0, 1]),
    );
    const up = cross(side, along);
    const [a, b] = radiusAt(i);
    for (let s = 0; s <= sides; s++) {
      const angle = (2 * Math.PI * s) / sides;
      const normal = side.map((value, k) => value * Math.cos(angle) + up[k] * Math.sin(angle));
      const offset = side.map((value, k) => value * a * Math.cos(angle) + up[k] * b * Math.sin(angle));
      addPoint(
        part,
        at.map((value, k) => value + offset[k]),
        normal,
        colour,
      );
    }
  });
  addGrid(part, first, course.length, sides + 1);
}

/** Glasses: the frame, and the two lenses, whose normals are those of curved glass. */
export function makeGlasses(glasses, landmarks, colourOf) {
  const frame = newPart('gloss');
  const lenses = newPart('lens');
  const colour = colourOf(glasses.colour);
  const eyeY = (landmarks[36][1] + landmarks[45][1]) / 2 - 0.1 - glasses.drop;
  const z = landmarks[27][2] + 0.75 + 0.4 * Math.max(0, glasses.drop);
  const half = (landmarks[45][0] + landmarks[42][0]) / 2;
  const { width, height, tube, corners, curvature } = glasses;
  const ear = landmarks[16][0] - 0.1;
  const rim = Array.from({ length: 49 }, (_, i) =>
    superellipse((2 * Math.PI * i) / 48, width, height, corners),
  );
  for (const sign of [-1, 1]) {
    const centre = [sign * Math.max(half, width + 0.35), eyeY, z];
    const at = ([x, y]) => [
      centre[0] + x,
      centre[1] + y,
      z - 0.02 * x * x - (sign * x > 0 ? 0.06 * Math.abs(x) : 0),
    ];
    const brow = (i) => (glasses.style === 'browline' ? (rim[i][1] > 0.2 * height ? 1.7 : 0.35) : 1);
    addTube(frame, rim.map(at), (i) => [tube * brow(i), Math.min(0.2, tube) * brow(i)], colour);
    addLens(
      lenses,
      rim.map(([x, y]) => [x * 0.98, y * 0.98]),
      at,
      curvature,
    );
    const hinge = at([sign * width, 0.35 * height]);
    addTube(
      frame,
      [hinge, [sign * (ear - 0.5), hinge[1], z - 3.2], [sign * ear, hinge[1] + 0.1, z - 9]],
      () => [Math.max(0.12, tube), 0.1],
      colour,
    );
  }
  const inner = Math.max(half, width + 0.35) - width;
  addTube(
    frame,
    [
      [-inner, eyeY + 0.3, z],
      [0, eyeY + 0.5, z + 0.25],
      [inner, eyeY + 0.3, z],
    ],
    () => [Math.max(0.09, tube * 0.8), 0.12],
    colour,
  );
  return [frame, lenses];
}

function superellipse(angle, width, height, corners) {
  const power = (value) => Math.sign(value) * Math.abs(value) ** (2 / corners);
  return [width * power(Math.cos(angle)), height * power(Math.sin(angle))];
}

function addLens(part, rim, at, curvature) {
  const normalAt = ([x, y]) => unit([curvature * x, curvature * y, 1]);
  const middle = addPoint(part, at([0, 0]), [0, 0, 1], [0, 0, 0]);
  const ring = rim.map((point) => addPoint(part, at(point), normalAt(point), [0, 0, 0]));
  for (let i = 0; i + 1 < ring.length; i++) part.triangles.push(middle, ring[i], ring[i + 1]);
}

/** Strands over the forehead and the brows; `surface(x, y)` is how far forward the skin is. */
export function makeFringe({ reach, density }, { landmarks, surface, colour, random, hairline }) {
  const { between, next } = random;
  const part = newPart('hair');
  const brow = (landmarks[19][1] + landmarks[24][1]) / 2;
  const parting = between(-3, 3);
  for (let i = 0; i < 150 * density; i++) {
    const x = between(-6, 6);
    const top = [x, brow + hairline + between(-0.3, 0.7)];
    const lean = (x - parting) * 0.12 + between(-0.6, 0.6);
    const bottom = [x + lean, brow + reach + between(-0.5, 0.7) + 0.05 * Math.abs(x)];
    addStrand(
      part,
      (t) => {
        const [sx, sy] = [top[0] + (bottom[0] - top[0]) * t, top[1] + (bottom[1] - top[1]) * t];
        return [sx, sy, surface(sx, sy) + 0.12 + 0.55 * Math.sin(Math.PI * (0.25 + 0.6 * t))];
      },
      between(0.12, 0.3),
      scaled(colour, between(0.6, 1.25)),
      next() - 0.5,
    );
  }
  return part;
}

/** Hair that hangs beside the face, over the ears and the edge of the cheeks. */
export function makeLongHair({ landmarks, colour, random }) {
  const { between, next } = random;
  const part = newPart('hair');
  const brow = (landmarks[19][1] + landmarks[24][1]) / 2;
  const end = landmarks[8][1] + between(-4, 2.5);
  for (const sign of [-1, 1]) {
    for (let i = 0; i < 190; i++) {
      const z = between(-4, 5.8);
      const out = 7.1 - Math.max(0, z - 2) * 0.28 + between(0, 0.8);
      const start = [sign * (out - 1.1), brow + between(1.6, 4), z];
      addStrand(
        part,
        (t) => [
          start[0] + sign * (1.5 * Math.sin(Math.PI * Math.min(1, 0.9 * t) * 0.6) - 0.5 * t * t),
          start[1] + (end - start[1]) * t,
          z + 0.5 * Math.sin(2 * t + i),
        ],
        between(0.3, 0.65),
        scaled(colour, between(0.6, 1.2)),
        next() - 0.5,
      );
    }
  }
  return part;
}

/** One tapering ribbon along `at(t)`, t from root 0 to tip 1. */
function addStrand(part, at, width, colour, twist) {
  const first = part.positions.length / 3;
  const rows = 7;
  for (let i = 0; i < rows; i++) {
    const t = i / (rows - 1);
    const [x, y, z] = at(t);
    const half = width * (1 - 0.85 * t * t);
    const normal = unit([0.12 * x + twist, 0.25, z > 3 ? 1 : 0.25]);
    const shade = scaled(colour, 0.75 + 0.35 * t);
    const depth = z > 3 ? 0 : 1;
    addPoint(part, [x - half * (1 - depth), y, z - half * depth], normal, shade);
    addPoint(part, [x + half * (1 - depth), y, z + half * depth], normal, shade);
  }
  addGrid(part, first, rows, 2);
}

/** Shoulders and chest. */
export function makeTorso(chinY, colour) {
  const part = newPart('plain', false);
  const profile = [
    [8.6, 0.3],
    [11.2, -0.6],
    [13.5, -1.6],
    [15.5, -2.5],
    [17.5, -3.6],
    [19, -4.9],
    [20, -6.5],
    [20.4, -8.6],
    [20.5, -11],
    [20, -22],
    [20, -34],
  ];
  const across = 49;
  profile.forEach(([radius, y], row) => {
    const [before, after] = [profile[Math.max(0, row - 1)], profile[Math.min(profile.length - 1, row + 1)]];
    const slope = [before[1] - after[1], after[0] - before[0]];
    for (let i = 0; i < across; i++) {
      const angle = (2 * Math.PI * i) / (across - 1);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      addPoint(
        part,
        [c * radius, chinY - 5.9 + y, s * radius * 0.62 - 1.5],
        unit([c * slope[0], slope[1], (s * slope[0]) / 0.62]),
        colour,
      );
    }
  });
  addGrid(part, 0, profile.length, across);
  return part;
}

const scaled = (colour, factor) => colour.map((value) => value * factor);
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (v) => {
  const length = Math.hypot(...v) || 1;
  return v.map((value) => value / length);
};
