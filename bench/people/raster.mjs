/**
 * A depth buffer and, for each pixel, the triangle in front and where in it the pixel lies: weights of its second and
 * third corner, correct in perspective.
 */
export function makeRaster(width, height) {
  const size = width * height;
  return {
    width,
    height,
    nearness: new Float32Array(size),
    triangle: new Int32Array(size),
    second: new Float32Array(size),
    third: new Float32Array(size),
  };
}

export function clearRaster({ nearness, triangle }) {
  nearness.fill(0);
  triangle.fill(-1);
}

/** Points in pixels, and how near they are: 1 / distance. */
export function projectPoints(positions, { position, axes: [right, up, back], focal }, width, height, out) {
  const [px, py, pz] = position;
  for (let i = 0, at = 0; at < positions.length; i += 3, at += 3) {
    const x = positions[at] - px;
    const y = positions[at + 1] - py;
    const z = positions[at + 2] - pz;
    const near = -1 / (x * back[0] + y * back[1] + z * back[2]);
    out[i] = width / 2 + focal * (x * right[0] + y * right[1] + z * right[2]) * near;
    out[i + 1] = height / 2 - focal * (x * up[0] + y * up[1] + z * up[2]) * near;
    out[i + 2] = near;
  }
}

/** Points as light that comes from far away sees them; `reach` is half of what it lights, in centimetres. */
export function projectParallel(positions, [right, up, back], reach, size, out) {
  const scale = size / (2 * reach);
  for (let at = 0; at < positions.length; at += 3) {
    const x = positions[at];
    const y = positions[at + 1];
    const z = positions[at + 2];
    out[at] = size / 2 + scale * (x * right[0] + y * right[1] + z * right[2]);
    out[at + 1] = size / 2 - scale * (x * up[0] + y * up[1] + z * up[2]);
    out[at + 2] = 100 + x * back[0] + y * back[1] + z * back[2];
  }
}

/**
 * Draws the triangles whose material has a side: 0 for none, 1 for the front only, 2 for both.
 *
 * @param {{triangles: Uint32Array, materials: Uint8Array}} mesh
 */
export function drawTriangles(raster, { triangles, materials }, points, sides) {
  for (let i = 0; i < materials.length; i++) {
    const side = sides[materials[i]];
    if (side === 0) continue;
    const a = triangles[i * 3] * 3;
    const b = triangles[i * 3 + 1] * 3;
    const c = triangles[i * 3 + 2] * 3;
    const area =
      (points[b] - points[a]) * (points[c + 1] - points[a + 1]) -
      (points[c] - points[a]) * (points[b + 1] - points[a + 1]);
    if (area < 0) drawTriangle(raster, i, points, a, b, c, area);
    else if (area > 0 && side === 2) drawTriangle(raster, i, points, a, b, c, area);
  }
}

function drawTriangle({ width, height, nearness, triangle, second, third }, index, points, a, b, c, area) {
  const ax = points[a];
  const ay = points[a + 1];
  const bx = points[b];
  const by = points[b + 1];
  const cx = points[c];
  const cy = points[c + 1];
  const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  if (left > right || top > bottom) return;
  const near = points[a + 2];
  const nearB = points[b + 2];
  const nearC = points[c + 2];
  const inverse = 1 / area;
  // How the weights of the second and third corner change to the right and down.
  const bRight = (cy - ay) * inverse;
  const bDown = (ax - cx) * inverse;
  const cRight = (ay - by) * inverse;
  const cDown = (bx - ax) * inverse;
  const dx = left + 0.5 - ax;
  for (let y = top; y <= bottom; y++) {
    const dy = y + 0.5 - ay;
    let wb = dx * bRight + dy * bDown;
    let wc = dx * cRight + dy * cDown;
    for (let at = y * width + left, last = y * width + right; at <= last; at++, wb += bRight, wc += cRight) {
      if (wb < 0 || wc < 0 || wb + wc > 1) continue;
      const z = near + wb * (nearB - near) + wc * (nearC - near);
      if (z <= nearness[at]) continue;
      nearness[at] = z;
      triangle[at] = index;
      second[at] = (wb * nearB) / z;
      third[at] = (wc * nearC) / z;
    }
  }
}
