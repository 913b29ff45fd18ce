import { addMorph, EYES, pointAt } from './geometry.mjs';
import { unit } from './parts.mjs';

/** What a head turns about, in its own centimetres. */
const NECK = [0, -4.5, 0];
const NOWHERE = [0, 0, 0];

/** The face of the moment, before it turns: lids, jaw, smile, gaze. */
export function bend({ morphs }, base, { droop, droopExtra }, pose, { vertices }, eyes) {
  vertices.set(base);
  const lidOf = (side) =>
    (1 - droop - (droopExtra?.eye === side ? droopExtra.amount : 0)) * pose[`open${side}`];
  addMorph(vertices, morphs.get('jawOpen'), pose.jaw);
  for (const side of 'LR') {
    const open = lidOf(side);
    addMorph(vertices, morphs.get(`mouthSmile_${side}`), pose.smile);
    addMorph(vertices, morphs.get(`eyeBlink_${side}`), 1 - open);
    addMorph(vertices, morphs.get(`eyeLookDown_${side}`), (Math.max(0, -pose.gazePitch) / 30) * open);
    rotateEye(vertices, EYES[side], eyes[side].centre, rotation(-pose.gazePitch, pose.gazeYaw, 0));
  }
}

function rotateEye(vertices, { from, to }, [cx, cy, cz], m) {
  for (let v = from; v <= to; v++) {
    const [x, y, z] = [vertices[v * 3] - cx, vertices[v * 3 + 1] - cy, vertices[v * 3 + 2] - cz];
    vertices[v * 3] = cx + m[0] * x + m[1] * y + m[2] * z;
    vertices[v * 3 + 1] = cy + m[3] * x + m[4] * y + m[5] * z;
    vertices[v * 3 + 2] = cz + m[6] * x + m[7] * y + m[8] * z;
  }
}

/** Normals; hair and beard are moved out along them, and the normals are taken again. */
export function spread({ vertexTriangles }, { vertices, normals }, offset) {
  normalsOf(vertexTriangles, vertices, normals);
  for (let v = 0; v < offset.length; v++) {
    if (offset[v] === 0) continue;
    for (let k = 0; k < 3; k++) vertices[v * 3 + k] += normals[v * 3 + k] * offset[v];
  }
  normalsOf(vertexTriangles, vertices, normals);
}

function normalsOf(triangles, p, normals) {
  normals.fill(0);
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3;
    const b = triangles[i + 1] * 3;
    const c = triangles[i + 2] * 3;
    const ux = p[b] - p[a];
    const uy = p[b + 1] - p[a + 1];
    const uz = p[b + 2] - p[a + 2];
    const wx = p[c] - p[a];
    const wy = p[c + 1] - p[a + 1];
    const wz = p[c + 2] - p[a + 2];
    const nx = uy * wz - uz * wy;
    const ny = uz * wx - ux * wz;
    const nz = ux * wy - uy * wx;
    normals[a] += nx;
    normals[a + 1] += ny;
    normals[a + 2] += nz;
    normals[b] += nx;
    normals[b + 1] += ny;
    normals[b + 2] += nz;
    normals[c] += nx;
    normals[c + 1] += ny;
    normals[c + 2] += nz;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const x = normals[i];
    const y = normals[i + 1];
    const z = normals[i + 2];
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    normals[i] = x / length;
    normals[i + 1] = y / length;
    normals[i + 2] = z / length;
  }
}

/** Turns what belongs to the skull; the neck goes part of the way. */
export function turnHead({ vertices, normals }, rigid, { pitch, yaw, roll, x, y, z }) {
  const m = rotation(-pitch, yaw, -roll);
  for (let v = 0; v < rigid.length; v++) {
    turnPoint(vertices, v * 3, m, rigid[v], NECK);
    turnPoint(normals, v * 3, m, rigid[v], NOWHERE);
    vertices[v * 3] += x;
    vertices[v * 3 + 1] += y;
    vertices[v * 3 + 2] += z;
  }
}

function turnPoint(values, at, m, share, centre) {
  if (share === 0) return;
  const x = values[at] - centre[0];
  const y = values[at + 1] - centre[1];
  const z = values[at + 2] - centre[2];
  values[at] += share * (m[0] * x + m[1] * y + m[2] * z - x);
  values[at + 1] += share * (m[3] * x + m[4] * y + m[5] * z - y);
  values[at + 2] += share * (m[6] * x + m[7] * y + m[8] * z - z);
}

export function place(
  { pointCount, vertexOfPoint },
  { positions, normals },
  work,
  parts,
  { pitch, yaw, roll, x, y, z },
) {
  for (let point = 0; point < pointCount; point++) {
    const v = vertexOfPoint[point] * 3;
    for (let k = 0; k < 3; k++) {
      positions[point * 3 + k] = work.vertices[v + k];
      normals[point * 3 + k] = work.normals[v + k];
    }
  }
  const m = rotation(-pitch, yaw, -roll);
  let at = pointCount * 3;
  for (const part of parts) {
    positions.set(part.positions, at);
    normals.set(part.normals, at);
    for (const end = at + part.positions.length; at < end; at += 3) {
      if (part.attached) turnPoint(positions, at, m, 1, NECK);
      if (part.attached) turnPoint(normals, at, m, 1, NOWHERE);
      positions[at] += x;
      positions[at + 1] += y;
      positions[at + 2] += z;
    }
  }
}

/** Rows of Ry(y) Rx(x) Rz(z), degrees. */
export function rotation(x, y, z) {
  const [sx, cx, sy, cy, sz, cz] = [x, y, z].flatMap((degrees) => [
    Math.sin((degrees * Math.PI) / 180),
    Math.cos((degrees * Math.PI) / 180),
  ]);
  return [
    cy * cz + sy * sx * sz,
    sy * sx * cz - cy * sz,
    sy * cx,
    cx * sz,
    cx * cz,
    -sx,
    cy * sx * sz - sy * cz,
    cy * sx * cz + sy * sz,
    cy * cx,
  ];
}

export function placeTufts({ positions, normals }, { roots }, { vertices, normals: skin }, first) {
  roots.forEach(({ vertex, length, lean, width }, i) => {
    const root = pointAt(vertices, vertex);
    const out = pointAt(skin, vertex);
    const along = unit([out[0] * 0.6 + lean[0], out[1] * 0.6 + lean[1], out[2] * 0.6 + lean[2]]);
    const at = (first + 3 * i) * 3;
    positions.set([root[0] - width, root[1], root[2], root[0] + width, root[1], root[2]], at);
    positions.set(
      root.map((value, k) => value + along[k] * length),
      at + 6,
    );
    for (let k = 0; k < 3; k++) normals.set(out, at + 3 * k);
  });
}
