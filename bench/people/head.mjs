import { bend, place, placeTufts, spread, turnHead } from './bend.mjs';
import { linearColour } from './colours.mjs';
import { addMorph, EYES, LAST_HEAD, LAST_SKIN, pointAt } from './geometry.mjs';
import { beardRegion } from './paint.mjs';
import { makeFringe, makeGlasses, makeLongHair, makeTorso, newPart } from './parts.mjs';
import { randomOf } from './random.mjs';

const MATERIALS = {
  M_Face: 'skin',
  M_BackHead: 'scalp',
  M_GumsTongue: 'gum',
  M_Teeth: 'teeth',
  M_ScleraLeft: 'eye',
  M_ScleraRight: 'eye',
  M_IrisLeft: 'eye',
  M_IrisRight: 'eye',
  M_EyeOcclusion: 'shade',
  M_EyeLashes: 'lash',
};
export const MATERIAL_NAMES = [
  'skin',
  'scalp',
  'plain',
  'hair',
  'gloss',
  'teeth',
  'gum',
  'eye',
  'shade',
  'lash',
  'lens',
];

/**
 * A person as a mesh: `pose` puts the points of `mesh` where they are at one moment.
 *
 * @param {ReturnType<import('./geometry.mjs').readGeometry>} geometry
 * @param {ReturnType<import('./draw.mjs').drawPerson>['person']} person
 */
export function makeHead(geometry, person) {
  const base = shapeOf(geometry, person);
  const landmarks = geometry.landmarks.map((v) => pointAt(base, v));
  const weights = weigh(base, landmarks, person);
  const parts = partsOf(base, landmarks, person);
  const tufts = person.beard?.length ? makeTufts(base, weights.beard, person) : null;
  const mesh = assemble(geometry, base, weights, person, tufts ? [...parts, tufts.part] : parts);
  const work = { vertices: new Float32Array(base.length), normals: new Float32Array(base.length) };
  const eyes = Object.fromEntries(
    Object.entries(EYES).map(([side, range]) => [side, eyeballOf(base, range)]),
  );
  fillEyeUvs(geometry, base, mesh, eyes);
  return {
    mesh,
    landmarkUvs: landmarkUvsOf(geometry),
    pose(pose) {
      bend(geometry, base, person, pose, work, eyes);
      spread(geometry, work, weights.offset);
      turnHead(work, weights.rigid, pose);
      place(geometry, mesh, work, parts, pose);
      if (tufts) placeTufts(mesh, tufts, work, mesh.pointCount - tufts.part.positions.length / 3);
    },
  };
}

function shapeOf({ positions, morphs }, { identity, squint }) {
  const base = Float32Array.from(positions);
  for (const [i, weight] of identity.entries())
    addMorph(base, morphs.get(`identity${String(i).padStart(3, '0')}`), weight);
  for (const side of 'LR') addMorph(base, morphs.get(`eyeSquint_${side}`), squint);
  return base;
}

function landmarkUvsOf({ landmarks, vertexOfPoint, uvs }) {
  const first = new Map();
  for (const [point, vertex] of vertexOfPoint.entries())
    if (!first.has(vertex)) first.set(vertex, [uvs[point * 2], uvs[point * 2 + 1]]);
  return landmarks.map((vertex) => first.get(vertex));
}

/** For each vertex: how much of it is hair, shirt or beard, how far that stands off, and how far it turns with the head. */
function weigh(base, landmarks, person) {
  const count = base.length / 3;
  const [hair, shirt, beard, rigid, offset] = Array.from({ length: 5 }, () => new Float32Array(count));
  const chin = landmarks[8][1];
  const brow = (landmarks[19][1] + landmarks[24][1]) / 2;
  const grows = person.beard ? beardRegion(person.beard.kind, landmarks) : () => 0;
  for (let v = 0; v < count; v++) {
    const [x, y, z] = pointAt(base, v);
    rigid[v] = v > LAST_HEAD ? 1 : step(chin - 9.5, chin - 2.2, y + (z < 4 ? 1.5 : 0));
    if (v > LAST_HEAD) continue;
    const front = z > 3 ? 0.06 * (6 - Math.min(6, Math.abs(x))) : 0;
    shirt[v] = step(chin - 7.2, chin - 8, y + 0.12 * z - front - 0.4 * Math.max(0, Math.abs(x) - 5.5));
    hair[v] = person.headwear
      ? coveredAt(person.headwear.kind, v, x, y, z, { brow, chin })
      : hairAt(person, v, x, y, z, brow);
    if (v <= LAST_SKIN && z > 2.5) beard[v] = grows(x, y) * (1 - hair[v]);
    const curl = Math.sin(x * 3 + z * 2.1) * Math.sin(z * 1.7 + y * 2);
    const volume = person.headwear
      ? 0.55
      : 0.25 + person.hairVolume * step(brow + 3, brow + 8, y) + 0.25 * curl;
    const bristle = person.beard
      ? person.beard.length * (0.35 + 0.15 * Math.sin(7 * x) * Math.sin(6 * y))
      : 0;
    offset[v] = hair[v] * volume + beard[v] * bristle;
  }
  return { hair, shirt, beard, rigid, offset };
}

function hairAt({ hairline, longHair, seed }, v, x, y, z, brow) {
  if (hairline === null) return 0;
  const aside = Math.abs(x);
  if (v <= LAST_SKIN && aside > 6.9 && y < brow + 0.8 && z > -2.2 && z < 5.2) return 0; // ears
  const edge = brow + hairline;
  const wavy = 0.25 * Math.sin(x * 2.3 + seed) + 0.15 * Math.sin(x * 5.1);
  const top = step(edge - 0.35, edge + 0.35, y + wavy + Math.max(0, aside - 3.5) * 0.55);
  const [sideburn, nape] = longHair ? [-4, -9] : [0.5, -6.5];
  const side = step(5.2, 3.8, z) * step(sideburn - 0.5, sideburn + 0.5, y) * step(5.2, 6, aside);
  return Math.max(top, side, step(-1.2, -2.2, z) * step(nape, nape + 1, y));
}

/** A knitted cap down to the forehead, or a scarf around the face. */
function coveredAt(kind, v, x, y, z, { brow, chin }) {
  const cap = step(brow + 1, brow + 1.5, y - 0.25 * Math.max(0, 4 - z));
  if (kind === 'beanie') return cap;
  const aside = Math.hypot(x / 6.3, (y - (brow + chin) / 2) / ((brow - chin) / 2 + 2.2));
  const around = v <= LAST_SKIN && z > 3.4 ? step(0.94, 1.02, aside) : 1;
  return Math.max(cap, around * step(chin - 9, chin - 7, y));
}

function partsOf(base, landmarks, person) {
  const random = randomOf(person.seed + 3);
  const colour = linearColour(person.hair);
  const parts = [makeTorso(landmarks[8][1], linearColour(person.shirt))];
  if (person.longHair && person.hairline !== null) parts.push(makeLongHair({ landmarks, colour, random }));
  if (person.fringe) {
    const surface = foreheadOf(base, landmarks);
    parts.push(makeFringe(person.fringe, { landmarks, surface, colour, random, hairline: person.hairline }));
  }
  if (person.glasses) parts.push(...makeGlasses(person.glasses, landmarks, linearColour));
  return parts;
}

/** How far forward the skin is over the eyes, from a grid of half centimetres. */
function foreheadOf(base, landmarks) {
  const bottom = landmarks[27][1] - 1;
  const [columns, rows] = [29, 26];
  const grid = new Float32Array(columns * rows).fill(-Infinity);
  for (let v = 0; v <= LAST_HEAD; v++) {
    const [x, y, z] = pointAt(base, v);
    const [i, j] = [Math.round((x + 7) * 2), Math.round((y - bottom) * 2)];
    if (z < 2 || i < 0 || j < 0 || i >= columns || j >= rows) continue;
    for (const at of [
      j * columns + i,
      j * columns + Math.min(columns - 1, i + 1),
      Math.min(rows - 1, j + 1) * columns + i,
    ])
      grid[at] = Math.max(grid[at], z);
  }
  return (x, y) => {
    const i = Math.min(columns - 1, Math.max(0, Math.round((x + 7) * 2)));
    for (let j = Math.min(rows - 1, Math.max(0, Math.round((y - bottom) * 2))); j >= 0; j--)
      if (grid[j * columns + i] > -Infinity) return grid[j * columns + i];
    return 8;
  };
}

/** Short hairs that stand out of the beard and move with the jaw. */
function makeTufts(base, beard, person) {
  const { between, next, pick } = randomOf(person.seed + 4);
  const part = newPart('hair', false);
  const roots = [];
  const where = [...beard.keys()].filter((v) => beard[v] > 0.5);
  const colour = linearColour(person.beard.colour);
  for (let i = 0; where.length > 0 && i < 900; i++) {
    const length = person.beard.length * between(0.5, 1.1);
    const aside = between(-0.35, 0.35);
    roots.push({
      vertex: pick(where),
      length,
      lean: [aside, -between(0.6, 1.1), 0.15],
      width: 0.06 + 0.05 * next(),
    });
    const brightness = between(0.6, 1.4);
    const shade = colour.map((value) => value * brightness);
    for (let k = 0; k < 3; k++) {
      part.positions.push(0, 0, 0);
      part.normals.push(0, 0, 1);
      part.uvs.push(0, 0);
      part.colours.push(...shade, 1);
    }
    part.triangles.push(3 * i, 3 * i + 1, 3 * i + 2);
  }
  return { part, roots, base };
}

function assemble(geometry, base, weights, person, parts) {
  const { pointCount, vertexOfPoint, pointTriangles, groups } = geometry;
  const extra = parts.reduce((sum, { positions }) => sum + positions.length / 3, 0);
  const total = pointCount + extra;
  const mesh = {
    pointCount: total,
    positions: new Float32Array(total * 3),
    normals: new Float32Array(total * 3),
    uvs: new Float32Array(total * 2),
    colours: new Float32Array(total * 4),
  };
  mesh.uvs.set(geometry.uvs);
  colourPoints(mesh, vertexOfPoint, base, weights, person);
  const triangles = [];
  const materials = [];
  for (const { mat, start, count } of groups) {
    const material = MATERIALS[mat];
    if (!material || (material === 'lash' && !person.lash)) continue;
    for (let i = start; i < start + count; i++) triangles.push(pointTriangles[i]);
    for (let i = 0; i < count / 3; i++) materials.push(MATERIAL_NAMES.indexOf(material));
  }
  let first = pointCount;
  for (const part of parts) {
    mesh.uvs.set(part.uvs, first * 2);
    mesh.colours.set(part.colours, first * 4);
    for (const point of part.triangles) triangles.push(first + point);
    for (let i = 0; i < part.triangles.length / 3; i++) materials.push(MATERIAL_NAMES.indexOf(part.material));
    first += part.positions.length / 3;
  }
  return { ...mesh, triangles: Uint32Array.from(triangles), materials: Uint8Array.from(materials) };
}

function colourPoints({ colours }, vertexOfPoint, base, { hair, shirt, beard }, person) {
  const { next } = randomOf(person.seed + 5);
  const hairColour = linearColour(person.headwear ? person.headwear.colour : person.hair);
  const shirtColour = linearColour(person.shirt);
  const beardColour = person.beard && linearColour(person.beard.colour);
  vertexOfPoint.forEach((v, point) => {
    if (v > LAST_HEAD) return;
    const [x, y, z] = pointAt(base, v);
    const strand =
      0.7 +
      0.45 * Math.abs(Math.sin(Math.atan2(x, z + 2) * 38 + 2 * Math.sin(y * 1.3))) * (0.6 + 0.4 * next());
    const knit = person.headwear ? 0.9 + 0.12 * Math.sin(y * 12) * Math.sin(x * 9) : strand;
    const [weight, colour, shade] =
      beard[v] * (person.beard?.length ? 0.9 : 0) > hair[v]
        ? [beard[v] * 0.85, beardColour, 0.75 + 0.4 * next()]
        : shirt[v] > hair[v]
          ? [shirt[v], shirtColour, 0.92 + 0.1 * Math.sin(y * 9)]
          : [hair[v], hairColour, knit];
    colours.set([...colour.map((value) => value * shade), weight], point * 4);
  });
}

function eyeballOf(base, { from, whiteTo }) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let v = from; v <= whiteTo; v++) {
    pointAt(base, v).forEach((value, k) => {
      low[k] = Math.min(low[k], value);
      high[k] = Math.max(high[k], value);
    });
  }
  const radius = (high[1] - low[1]) / 2;
  return { centre: [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2] + radius], radius };
}

/** The eye's picture is laid on the eyeball from the front; its back is white. */
function fillEyeUvs({ vertexOfPoint }, base, { uvs }, eyes) {
  vertexOfPoint.forEach((v, point) => {
    for (const [side, { from, to }] of Object.entries(EYES)) {
      if (v < from || v > to) continue;
      const { centre, radius } = eyes[side];
      const [x, y, z] = pointAt(base, v);
      const front = z >= centre[2];
      uvs[point * 2] = front ? 0.5 + (x - centre[0]) / (2 * radius) : 0.01;
      uvs[point * 2 + 1] = front ? 0.5 + (y - centre[1]) / (2 * radius) : 0.01;
    }
  });
}

const step = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};
