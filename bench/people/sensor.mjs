import { encoded } from './colours.mjs';
import { randomOf } from './random.mjs';

/** What a tone of the scene becomes: a film-like curve (K. Narkowicz, "ACES Filmic Tone Mapping Curve", 2016), then sRGB. */
const LEVELS = 4096;
const WHITE = 4;
const CURVE = Float32Array.from({ length: LEVELS + 1 }, (_, i) => {
  const x = (i / LEVELS) ** 2 * WHITE;
  return encoded((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));
});
const NORMALS = 1 << 17;

/**
 * A camera's sensor: light of the scene into bytes, with its softness, its falling off towards the corners and its noise,
 * which is strongest in the dark.
 *
 * @param {{noise: number, softness: number, exposureDrift: number}} scene `noise`: levels of 255, in the middle of the scale
 */
export function makeSensor({ noise, softness, exposureDrift }, exposure, seed, width, height) {
  const random = randomOf(seed + 6);
  const normals = Float32Array.from({ length: NORMALS }, random.normal);
  const soft = new Float32Array(width * height * 3);
  const bytes = Buffer.alloc(width * height * 3);
  const fall = cornersOf(width, height);
  return (pixels, t) => {
    soften(pixels, soft, softness, width, height);
    const gain = exposure * (1 + exposureDrift * Math.sin(0.9 * t + seed));
    const grey = Math.floor(random.next() * NORMALS);
    const colour = Math.floor(random.next() * NORMALS);
    for (let at = 0, i = 0; at < fall.length; at++) {
      const bright = 0.8 * noise * normals[(at + grey) & (NORMALS - 1)];
      const lit = (gain * fall[at]) / WHITE;
      for (let q = 0; q < 3; q++, i++) {
        const value = CURVE[(LEVELS * Math.sqrt(Math.min(1, pixels[i] * lit))) | 0];
        const grain = bright + 0.6 * noise * normals[(i + colour) & (NORMALS - 1)];
        bytes[i] = Math.max(0, Math.min(255, value + (1.25 - (0.75 / 255) * value) * grain + 0.5));
      }
    }
    return bytes;
  };
}

function cornersOf(width, height) {
  const fall = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++)
      fall[at] = 1 - 0.18 * (((2 * x) / width - 1) ** 2 + ((2 * y) / height - 1) ** 2);
  return fall;
}

/** Mixes every pixel with its neighbours, `share` from each side; in place. */
function soften(pixels, work, share, width, height) {
  const row = width * 3;
  const keep = 1 - 2 * share;
  for (let i = 3; i < pixels.length - 3; i++)
    work[i] = keep * pixels[i] + share * (pixels[i - 3] + pixels[i + 3]);
  for (let i = 0; i < 3; i++) {
    work[i] = pixels[i];
    work[pixels.length - 1 - i] = pixels[pixels.length - 1 - i];
  }
  for (let i = row; i < row * (height - 1); i++)
    pixels[i] = keep * work[i] + share * (work[i - row] + work[i + row]);
}
