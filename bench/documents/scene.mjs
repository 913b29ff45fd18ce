import sharp from 'sharp';
import { DOCUMENTS, drawDocument } from './cards.mjs';

// A camera looks at a flat thing on a table: perspective, light, reflections, an unsteady hand, noise, JPEG.

/** What a picture of a document may be made with; without changes one that is in order. */
const GOOD = {
  width: 1280,
  height: 720,
  /** The document's longer side over the widest that the picture can hold. */
  fill: 0.82,
  turnDegrees: 0,
  /** How far the table leans away from the camera, degrees, and towards which side. */
  tiltDegrees: 0,
  tiltTowardsDegrees: 0,
  shiftX: 0,
  shiftY: 0,
  background: 'wood',
  /** Light on the table, 1: a card comes out as in a bright room. */
  exposure: 0.92,
  /** Shade from one side to the other, as a share. */
  shade: 0.12,
  /** Radius of a reflection as a share of the document's shorter side; 0: none. */
  glare: 0,
  glareAt: [0.6, 0.45],
  /** Standard deviation of a blur, pixels of the picture. */
  blurPx: 0.7,
  /** Length of a stroke of the hand, pixels, and its direction. */
  shakePx: 0,
  shakeDegrees: 0,
  noise: 2.5,
  quality: 88,
};

/** Renders RGB pixels of a document, or of another flat thing given as SVG, as a camera would see it. */
export async function photograph(subject, changes, random) {
  const scene = { ...GOOD, ...changes };
  const { svg, width, height } =
    typeof subject === 'string' ? { svg: drawDocument(subject, random), ...DOCUMENTS[subject] } : subject;
  const { data: card } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const ground = paintGround(scene, random);
  const project = placing(scene, { width, height });
  lay({ card, width, height }, ground, scene, project);
  if (scene.glare > 0) reflect(ground, scene, project, { width, height });
  return developed(ground, scene, random);
}

/** JPEG bytes of {@link photograph}. */
export async function photographJpeg(subject, changes, random) {
  const { data, width, height } = await photograph(subject, changes, random);
  const quality = changes.quality ?? GOOD.quality;
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

const RADIANS = Math.PI / 180;

/** From places on the thing (pixels from its top left) to places in the picture, and back: a pinhole camera above a table. */
function placing(
  { width: w, height: h, fill, turnDegrees, tiltDegrees, tiltTowardsDegrees, shiftX, shiftY },
  card,
) {
  const [longer, shorter] = [Math.max(card.width, card.height), Math.min(card.width, card.height)];
  const scale = (fill * Math.min(w, (h * longer) / shorter)) / longer;
  const [turn, tilt, towards] = [turnDegrees, tiltDegrees, tiltTowardsDegrees].map(
    (degrees) => degrees * RADIANS,
  );
  const focal = 1.15 * Math.max(w, h);
  const [ct, st, ca, sa] = [Math.cos(turn), Math.sin(turn), Math.cos(towards), Math.sin(towards)];
  const at = (x, y) => {
    const [dx, dy] = [(x - card.width / 2) * scale, (y - card.height / 2) * scale];
    const [px, py] = [dx * ct - dy * st, dx * st + dy * ct];
    // Along the axis of the tilt nothing changes; across it the table leans away.
    const [along, across] = [px * ca + py * sa, -px * sa + py * ca];
    const [leaned, depth] = [across * Math.cos(tilt), across * Math.sin(tilt)];
    const [qx, qy] = [along * ca - leaned * sa, along * sa + leaned * ca];
    const near = focal / (focal + depth);
    return [w / 2 + shiftX * w + qx * near, h / 2 + shiftY * h + qy * near];
  };
  const corners = [
    [0, 0],
    [card.width, 0],
    [card.width, card.height],
    [0, card.height],
  ];
  return {
    at,
    back: inverted(
      corners,
      corners.map(([x, y]) => at(x, y)),
    ),
  };
}

/** The homography that takes `to` back to `from`, by the eight equations of four points. */
function inverted(from, to) {
  const rows = to.flatMap(([x, y], n) => {
    const [u, v] = from[n];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  for (let column = 0; column < 8; column++) {
    const pivot = rows.reduce(
      (best, row, n) => (n >= column && Math.abs(row[column]) > Math.abs(rows[best][column]) ? n : best),
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const lead = rows[column].map((value) => value / rows[column][column]);
    rows[column] = lead;
    for (const [n, row] of rows.entries()) {
      if (n !== column) rows[n] = row.map((value, at) => value - row[column] * lead[at]);
    }
  }
  const [a, b, c, d, e, f, g, h] = rows.map((row) => row[8]);
  return (x, y) => {
    const w = g * x + h * y + 1;
    return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
  };
}

const GROUNDS = {
  wood: [142, 104, 72],
  dark: [58, 54, 56],
  cloth: [118, 128, 140],
  pale: [188, 182, 172],
  green: [70, 112, 84],
};
export const BACKGROUNDS = Object.keys(GROUNDS);

/** A table with a grain, or woven cloth. */
function paintGround({ width, height, background }, { between }) {
  const colour = GROUNDS[background];
  const data = new Float32Array(width * height * 3);
  const [slow, fast, phase, lean] = [
    between(0.004, 0.012),
    between(0.08, 0.2),
    between(0, 9),
    between(-0.2, 0.2),
  ];
  const depth = background === 'pale' ? 5 : 9;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const along =
        background === 'cloth'
          ? Math.sin(x * 0.9) * Math.sin(y * 0.9)
          : Math.sin((y + lean * x) * fast + phase + 3 * Math.sin(x * slow + phase));
      const level = along * depth;
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = colour[c] + level;
    }
  }
  return { data, width, height };
}

/** Four samples a pixel, so that a large document does not shimmer. */
function lay({ card, width, height }, ground, { shade }, { back }) {
  const offsets = [0.25, 0.75];
  for (let y = 0; y < ground.height; y++) {
    for (let x = 0; x < ground.width; x++) {
      const mid = back(x + 0.5, y + 0.5);
      const lit = 1 + shade * ((x / ground.width) * 2 - 1);
      const at = (y * ground.width + x) * 3;
      if (mid[0] < -4 || mid[1] < -4 || mid[0] > width + 4 || mid[1] > height + 4) {
        const away = Math.hypot(Math.max(-mid[0], mid[0] - width, 0), Math.max(-mid[1], mid[1] - height, 0));
        const shadow = 1 - 0.3 * Math.exp(-away / 14);
        for (let c = 0; c < 3; c++) ground.data[at + c] *= lit * shadow;
        continue;
      }
      const sum = [0, 0, 0];
      for (const oy of offsets)
        for (const ox of offsets) {
          const [u, v] = back(x + ox, y + oy);
          const [column, row] = [Math.floor(u), Math.floor(v)];
          const inside = column >= 0 && row >= 0 && column < width && row < height;
          const from = inside ? (row * width + column) * 4 : 0;
          const alpha = inside ? card[from + 3] / 255 : 0;
          for (let c = 0; c < 3; c++)
            sum[c] += alpha * (inside ? card[from + c] : 0) + (1 - alpha) * ground.data[at + c];
        }
      for (let c = 0; c < 3; c++) ground.data[at + c] = (sum[c] / 4) * lit;
    }
  }
}

/** A lamp that is seen in the plastic. */
function reflect({ data, width, height }, { glare, glareAt }, { at }, card) {
  const [cx, cy] = at(card.width * glareAt[0], card.height * glareAt[1]);
  const [ex] = at(
    card.width * glareAt[0] + glare * Math.min(card.width, card.height),
    card.height * glareAt[1],
  );
  const radius = Math.max(2, Math.abs(ex - cx));
  for (let y = Math.max(0, Math.floor(cy - 2 * radius)); y < Math.min(height, cy + 2 * radius); y++) {
    for (let x = Math.max(0, Math.floor(cx - 2 * radius)); x < Math.min(width, cx + 2 * radius); x++) {
      const away = Math.hypot((x - cx) / radius, (y - cy) / (radius * 0.7));
      const extra = 320 / (1 + Math.exp((away - 1) * 9));
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] += extra;
    }
  }
}

/** The lens, the hand, the sensor. */
async function developed({ data, width, height }, scene, random) {
  const exposed = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++)
    exposed[at] = Math.max(0, Math.min(255, data[at] * scene.exposure));
  let picture = sharp(exposed, { raw: { width, height, channels: 3 } });
  if (scene.blurPx >= 0.3) picture = picture.blur(scene.blurPx);
  const { data: blurred } = await picture.raw().toBuffer({ resolveWithObject: true });
  const shaken = scene.shakePx > 0 ? shake({ data: blurred, width, height }, scene) : blurred;
  const noisy = new Uint8Array(shaken.length);
  for (let at = 0; at < shaken.length; at++) {
    const noise = random.between(-1, 1) + random.between(-1, 1);
    noisy[at] = Math.max(0, Math.min(255, shaken[at] + noise * scene.noise));
  }
  return { data: noisy, width, height };
}

function shake({ data, width, height }, { shakePx, shakeDegrees }) {
  const steps = Math.max(2, Math.round(shakePx));
  const [dx, dy] = [Math.cos(shakeDegrees * RADIANS), Math.sin(shakeDegrees * RADIANS)];
  const shaken = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (let n = 0; n < steps; n++) {
        const off = (n / (steps - 1) - 0.5) * shakePx;
        const column = Math.min(width - 1, Math.max(0, Math.round(x + off * dx)));
        const row = Math.min(height - 1, Math.max(0, Math.round(y + off * dy)));
        for (let c = 0; c < 3; c++) sum[c] += data[(row * width + column) * 3 + c];
      }
      for (let c = 0; c < 3; c++) shaken[(y * width + x) * 3 + c] = sum[c] / steps;
    }
  }
  return shaken;
}
