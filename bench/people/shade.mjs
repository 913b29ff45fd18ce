import { linearColour } from './colours.mjs';
import { MATERIAL_NAMES } from './head.mjs';
import { unit } from './parts.mjs';
import { clearRaster, drawTriangles, makeRaster, projectParallel, projectPoints } from './raster.mjs';

/** Side of the shadow map in texels, and half of the room that it covers, centimetres. */
const SHADOW_SIZE = 448;
const SHADOW_REACH = 24;
const SHADOW_BIAS = 0.3;

/** Colour where there is no texture, strength and sharpness of the highlight, and how far light bleeds past the edge. */
const LOOKS = {
  skin: { shine: 0.3, sharpness: 18, bleed: 0.25 },
  scalp: { shine: 0.2, sharpness: 14, bleed: 0.2 },
  plain: { shine: 0, sharpness: 1, bleed: 0 },
  hair: { shine: 0.25, sharpness: 26, bleed: 0.15 },
  gloss: { shine: 1.1, sharpness: 60, bleed: 0 },
  teeth: { shine: 0.5, sharpness: 30, bleed: 0, colour: [216, 208, 192] },
  gum: { shine: 0.3, sharpness: 20, bleed: 0.2, colour: [122, 48, 48] },
  eye: { shine: 2.2, sharpness: 160, bleed: 0.1 },
};
const sidesOf = (single, double = []) =>
  Uint8Array.from(MATERIAL_NAMES, (name) => (single.includes(name) ? 1 : double.includes(name) ? 2 : 0));
const OPAQUE = sidesOf(['skin', 'scalp', 'teeth', 'gum', 'eye'], ['plain', 'hair', 'gloss']);
const CASTERS = sidesOf(['skin', 'scalp'], ['hair', 'gloss', 'plain']);
const VEILS = sidesOf(['shade'], ['lash']);
const LENSES = sidesOf([], ['lens']);

/**
 * What draws one scene: `render(mesh, camera)` answers linear RGB, the same array each time.
 *
 * @param {{person: object, scene: object, skin: import('./paint.mjs').Picture, eye: import('./paint.mjs').Picture,
 *   background: import('./paint.mjs').Picture, margin: number, width: number, height: number}} stage
 */
export function makeStudio(stage) {
  const { width, height } = stage;
  const studio = {
    ...stage,
    raster: makeRaster(width, height),
    overlay: makeRaster(width, height),
    shadow: makeRaster(SHADOW_SIZE, SHADOW_SIZE),
    light: lightOf(stage.scene.lamps),
    looks: MATERIAL_NAMES.map((name) => lookOf(name, stage)),
    pixels: new Float32Array(width * height * 3),
  };
  let points = null;
  let lit = null;
  return {
    raster: studio.raster,
    render(mesh, camera) {
      points ??= new Float32Array(mesh.positions.length);
      lit ??= new Float32Array(mesh.positions.length);
      castShadows(studio, mesh, lit);
      projectPoints(mesh.positions, camera, width, height, points);
      clearRaster(studio.raster);
      drawTriangles(studio.raster, mesh, points, OPAQUE);
      paintBehind(studio, camera);
      shadeSolids(studio, mesh, camera);
      layOver(studio, mesh, points, VEILS, veil(stage.person));
      if (stage.person.glasses) layOver(studio, mesh, points, LENSES, lens(studio, mesh, camera));
      return studio.pixels;
    },
  };
}

function lookOf(name, { person, skin, eye }) {
  const { colour, ...look } = LOOKS[name] ?? LOOKS.plain;
  const texture = { skin, eye }[name] ?? null;
  return { texture, base: linearColour(colour ?? (name === 'scalp' ? person.skin : [0, 0, 0])), ...look };
}

function lightOf({ sky, key, fill, at, warmth }) {
  const back = unit(at);
  const right = unit([back[2], 0, -back[0]]);
  const up = [
    back[1] * right[2] - back[2] * right[1],
    back[2] * right[0] - back[0] * right[2],
    back[0] * right[1] - back[1] * right[0],
  ];
  return {
    axes: [right, up, back],
    sky: sky / Math.PI,
    key: [1 + warmth * 0.35, 1, 1 - warmth * 0.6].map((value) => (value * key) / Math.PI),
    fill: fill / Math.PI,
    fillFrom: unit([-at[0], 5, 40]),
  };
}

function castShadows({ shadow, light }, mesh, lit) {
  projectParallel(mesh.positions, light.axes, SHADOW_REACH, SHADOW_SIZE, lit);
  shadow.nearness.fill(0);
  drawTriangles(shadow, mesh, lit, CASTERS);
}

/** How much of the key light reaches a point, 0 to 1, over four texels. */
function lightReaching({ nearness }, [right, up, back], x, y, z) {
  const scale = SHADOW_SIZE / (2 * SHADOW_REACH);
  const u = SHADOW_SIZE / 2 + scale * (x * right[0] + y * right[1] + z * right[2]) - 0.5;
  const v = SHADOW_SIZE / 2 - scale * (x * up[0] + y * up[1] + z * up[2]) - 0.5;
  const i = Math.floor(u);
  const j = Math.floor(v);
  if (i < 0 || j < 0 || i + 1 >= SHADOW_SIZE || j + 1 >= SHADOW_SIZE) return 1;
  const near = 100 + x * back[0] + y * back[1] + z * back[2] + SHADOW_BIAS;
  const at = j * SHADOW_SIZE + i;
  const fu = u - i;
  const fv = v - j;
  return (
    (near > nearness[at] ? (1 - fu) * (1 - fv) : 0) +
    (near > nearness[at + 1] ? fu * (1 - fv) : 0) +
    (near > nearness[at + SHADOW_SIZE] ? (1 - fu) * fv : 0) +
    (near > nearness[at + SHADOW_SIZE + 1] ? fu * fv : 0)
  );
}

/** The background, under all that nothing stands in front of. */
function paintBehind({ raster, pixels, background, margin, width, height }, { shift }) {
  const dx = margin + Math.round(Math.max(-margin, Math.min(margin, shift[0])));
  const dy = margin + Math.round(Math.max(-margin, Math.min(margin, -shift[1])));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (raster.triangle[at] >= 0) continue;
      const from = ((y + dy) * background.width + x + dx) * 3;
      pixels[at * 3] = background.pixels[from];
      pixels[at * 3 + 1] = background.pixels[from + 1];
      pixels[at * 3 + 2] = background.pixels[from + 2];
    }
  }
}

const albedo = new Float32Array(3);

function shadeSolids({ raster, pixels, looks, light, shadow }, mesh, camera) {
  const { triangles, materials, positions: p, normals: n, colours } = mesh;
  const { triangle, second, third } = raster;
  const [px, py, pz] = camera.position;
  const [lx, ly, lz] = light.axes[2];
  const [fx, fy, fz] = light.fillFrom;
  const { sky, key, fill, axes } = light;
  for (let at = 0; at < triangle.length; at++) {
    const index = triangle[at];
    if (index < 0) continue;
    const look = looks[materials[index]];
    const b = second[at];
    const c = third[at];
    const a = 1 - b - c;
    const i = triangles[index * 3];
    const j = triangles[index * 3 + 1];
    const k = triangles[index * 3 + 2];
    const x = a * p[i * 3] + b * p[j * 3] + c * p[k * 3];
    const y = a * p[i * 3 + 1] + b * p[j * 3 + 1] + c * p[k * 3 + 1];
    const z = a * p[i * 3 + 2] + b * p[j * 3 + 2] + c * p[k * 3 + 2];
    let nx = a * n[i * 3] + b * n[j * 3] + c * n[k * 3];
    let ny = a * n[i * 3 + 1] + b * n[j * 3 + 1] + c * n[k * 3 + 1];
    let nz = a * n[i * 3 + 2] + b * n[j * 3 + 2] + c * n[k * 3 + 2];
    let vx = px - x;
    let vy = py - y;
    let vz = pz - z;
    const distance = Math.sqrt(vx * vx + vy * vy + vz * vz);
    vx /= distance;
    vy /= distance;
    vz /= distance;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) * (nx * vx + ny * vy + nz * vz < 0 ? -1 : 1) || 1;
    nx /= length;
    ny /= length;
    nz /= length;
    const cover = a * colours[i * 4 + 3] + b * colours[j * 4 + 3] + c * colours[k * 4 + 3];
    colourAt(look, mesh, i, j, k, a, b, c, cover);
    const facing = nx * lx + ny * ly + nz * lz;
    const reached = facing > -look.bleed ? lightReaching(shadow, axes, x, y, z) : 0;
    const side = Math.max(0, nx * fx + ny * fy + nz * fz) * fill;
    const above = 0.5 + 0.5 * ny;
    let shine = 0;
    if (facing > 0 && reached > 0 && look.shine > 0) {
      const hx = lx + vx;
      const hy = ly + vy;
      const hz = lz + vz;
      const mirrored = Math.max(
        0,
        (nx * hx + ny * hy + nz * hz) / (Math.sqrt(hx * hx + hy * hy + hz * hz) || 1),
      );
      shine = 0.5 * look.shine * (1 - 0.6 * cover) * mirrored ** look.sharpness * reached;
    }
    for (let q = 0; q < 3; q++) {
      const bleed = look.bleed * (1 - cover) * (1 - 0.4 * q);
      const direct = Math.max(0, (facing + bleed) / (1 + bleed)) * reached;
      const around = sky * (above + (1 - above) * (0.6 - 0.07 * q)) + side;
      pixels[at * 3 + q] = albedo[q] * (around + direct * key[q]) + shine * key[q];
    }
  }
}

/** The colour of the surface, into `albedo`: texture or base, then what covers it. */
function colourAt({ texture, base }, { uvs, colours }, i, j, k, a, b, c, cover) {
  albedo[0] = base[0];
  albedo[1] = base[1];
  albedo[2] = base[2];
  if (texture) {
    const { width, height, pixels } = texture;
    const u = (a * uvs[i * 2] + b * uvs[j * 2] + c * uvs[k * 2]) * width - 0.5;
    const v = (1 - (a * uvs[i * 2 + 1] + b * uvs[j * 2 + 1] + c * uvs[k * 2 + 1])) * height - 0.5;
    const x = Math.max(0, Math.min(width - 2, Math.floor(u)));
    const y = Math.max(0, Math.min(height - 2, Math.floor(v)));
    const fx = Math.max(0, Math.min(1, u - x));
    const fy = Math.max(0, Math.min(1, v - y));
    const at = (y * width + x) * 3;
    const below = at + width * 3;
    for (let q = 0; q < 3; q++) {
      const upper = pixels[at + q] + fx * (pixels[at + 3 + q] - pixels[at + q]);
      const lower = pixels[below + q] + fx * (pixels[below + 3 + q] - pixels[below + q]);
      albedo[q] = upper + fy * (lower - upper);
    }
  }
  if (cover <= 0) return;
  const wa = a * colours[i * 4 + 3];
  const wb = b * colours[j * 4 + 3];
  const wc = c * colours[k * 4 + 3];
  for (let q = 0; q < 3; q++) {
    const over = wa * colours[i * 4 + q] + wb * colours[j * 4 + q] + wc * colours[k * 4 + q];
    albedo[q] = albedo[q] * (1 - cover) + over;
  }
}

/** Draws what is seen through: `blend(pixels, at, overlay)` changes each pixel where it is in front. */
function layOver({ raster, overlay, pixels }, mesh, points, sides, blend) {
  clearRaster(overlay);
  drawTriangles(overlay, mesh, points, sides);
  const { triangle, nearness } = overlay;
  for (let at = 0; at < triangle.length; at++) {
    if (triangle[at] >= 0 && nearness[at] > raster.nearness[at])
      blend(pixels, at, overlay, mesh.materials[triangle[at]]);
  }
}

/** The lids' shadow on the eyes, and lashes. */
function veil({ lash }) {
  const lashMaterial = MATERIAL_NAMES.indexOf('lash');
  return (pixels, at, _overlay, material) => {
    const left = material === lashMaterial ? 1 - lash : 0.75;
    for (let q = 0; q < 3; q++) pixels[at * 3 + q] *= left;
  };
}

/** Tinted glass that mirrors a window of the room, or the telephone's own screen in the dark. */
function lens({ person: { glasses }, scene, light }, { triangles, positions: p, normals: n }, { position }) {
  const { tint } = glasses;
  // A tint takes light away and adds none: what is behind it is never brighter than without.
  const through = tint ? linearColour(tint.colour).map((value) => 1 - tint.opacity * (1 - value)) : [1, 1, 1];
  const { window } = glasses;
  const screen =
    scene.light === 'screen'
      ? { azimuth: 0, elevation: scene.camera.elevation, width: 9, height: 14, strength: 0.6 }
      : null;
  const level = 0.6 * (light.sky + light.key[1]);
  return (pixels, at, { triangle, second, third }) => {
    const [i, j, k] = [0, 1, 2].map((corner) => triangles[triangle[at] * 3 + corner] * 3);
    const weights = [1 - second[at] - third[at], second[at], third[at]];
    const mix = (values, q) =>
      weights[0] * values[i + q] + weights[1] * values[j + q] + weights[2] * values[k + q];
    const normal = unit([mix(n, 0), mix(n, 1), mix(n, 2)]);
    const view = unit([position[0] - mix(p, 0), position[1] - mix(p, 1), position[2] - mix(p, 2)]);
    const facing = view[0] * normal[0] + view[1] * normal[1] + view[2] * normal[2];
    const mirrored = view.map((value, q) => 2 * facing * normal[q] - value);
    const glare = level * (0.03 + glareOf(window, mirrored) + glareOf(screen, mirrored));
    for (let q = 0; q < 3; q++) {
      pixels[at * 3 + q] = pixels[at * 3 + q] * through[q] * 0.94 + glare * (1 + 0.06 * (q - 1));
    }
  };
}

/** How bright a window is in a direction: two sashes with a bar between them, soft at the edge. */
function glareOf(window, [x, y, z]) {
  if (!window) return 0;
  const azimuth = (Math.atan2(x, z) * 180) / Math.PI - window.azimuth;
  const elevation = (Math.asin(Math.max(-1, Math.min(1, y))) * 180) / Math.PI - window.elevation;
  const inside = (value, half) => Math.max(0, Math.min(1, (half - Math.abs(value)) / 1.2 + 0.5));
  const bar = 1 - inside(azimuth, 0.8) * 0.8;
  return window.strength * inside(azimuth, window.width / 2) * inside(elevation, window.height / 2) * bar;
}
