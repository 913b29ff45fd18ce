import { SIZE } from './film.mjs';

const BEZEL_PX = 16;
const BAND_PX = 90;

/** A video on a screen before a camera: bluish, with the screen's own pixels showing as moiré, a refresh band, a reflection. */
export function drawScreen(picture, s) {
  const { width, height } = SIZE;
  const out = new Uint8Array(picture.length);
  const band = ((s * 0.7) % 1) * (height + 2 * BAND_PX) - BAND_PX;
  for (let y = 0; y < height; y++) {
    const dark = Math.max(0, 1 - Math.abs(y - band) / BAND_PX) * 0.13;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y);
      if (edge < BEZEL_PX) {
        for (let channel = 0; channel < 3; channel++) out[at + channel] = 16 + 10 * (edge / BEZEL_PX);
        continue;
      }
      const glare = x > width * 0.62 && x < width * 0.9 ? 12 : 0;
      for (let channel = 0; channel < 3; channel++) {
        const moire =
          0.1 * Math.sin(1.9 * x + 0.11 * y + channel * 2.1 + 12 * s) * Math.sin(0.07 * x - 1.7 * y);
        const value = picture[at + channel] * (0.96 + moire) * (1 - dark) + [10, 13, 22][channel] + glare;
        out[at + channel] = Math.min(255, value);
      }
    }
  }
  return out;
}
