import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The head that everybody is made of: the packed "ICT Face Model Light" (ICT-FaceKit, MIT, (c) 2020 USC Institute for
 * Creative Technologies). It isn't part of this repository; the media set holds it. Lengths are centimetres; +x is the
 * subject's left, +y up, +z towards the camera. A point is a vertex with a texture coordinate; a vertex on a seam is
 * several points.
 */
const FILES = ['ict_head.json', 'ict_head.bin'];

export const hasGeometry = (folder) => FILES.every((file) => existsSync(join(folder, file)));

export function readGeometry(folder) {
  const head = JSON.parse(readFileSync(join(folder, FILES[0]), 'utf8'));
  const bytes = readFileSync(join(folder, FILES[1]));
  const array = (Type, offset, count) =>
    new Type(
      bytes.buffer.slice(
        bytes.byteOffset + offset,
        bytes.byteOffset + offset + count * Type.BYTES_PER_ELEMENT,
      ),
    );
  const morphs = head.morphs.map(({ name, scale, n, iOff, dOff }) => [
    name,
    { scale, vertices: array(Uint16Array, iOff, n), deltas: array(Int16Array, dOff, n * 3) },
  ]);
  return {
    vertexCount: head.nv,
    pointCount: head.np,
    positions: array(Float32Array, head.posOff, head.nv * 3),
    uvs: array(Float32Array, head.uvOff, head.np * 2),
    vertexOfPoint: array(Uint16Array, head.pvOff, head.np),
    /** Triangles of points, for drawing; `groups` names the material of each stretch. */
    pointTriangles: array(Uint16Array, head.indOff, head.nind),
    /** The same triangles of vertices, for normals. */
    vertexTriangles: array(Uint16Array, head.triOff, head.nind),
    groups: head.groups,
    /** The vertices of the 68 facial points of iBUG 300-W. */
    landmarks: head.lm68,
    morphs: new Map(morphs),
  };
}

/** Vertices of the geometry: the skin ends here, and each eyeball is white first, iris after. */
export const LAST_SKIN = 9408;
export const LAST_HEAD = 11247;
export const EYES = {
  L: { from: 21451, whiteTo: 22220, to: 23020 },
  R: { from: 23021, whiteTo: 23790, to: 24590 },
};
export const pointAt = (positions, v) => [positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2]];

/** Adds `weight` times a morph to positions. */
export function addMorph(positions, { scale, vertices, deltas }, weight) {
  if (weight === 0) return;
  const factor = weight * scale;
  for (let i = 0; i < vertices.length; i++) {
    const at = vertices[i] * 3;
    positions[at] += deltas[i * 3] * factor;
    positions[at + 1] += deltas[i * 3 + 1] * factor;
    positions[at + 2] += deltas[i * 3 + 2] * factor;
  }
}
