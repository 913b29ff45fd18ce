/** How far the picture sways, in shares of its width, and how long a sway takes; the periods never meet. */
const SWAY = 0.006;
const PERIODS_MS = [2_900, 4_300, 3_700, 5_300] as const;
/** Noise of a small sensor in a room, of 255. */
const NOISE = 2;

/**
 * A video's picture as a camera would have seen it, swaying by a few whole pixels and with a sensor's noise: as
 * `drawnStream` does in a browser, so that a stretch that is played again is never again the same picture.
 *
 * @param data RGB, row by row.
 * @param random from 0 up to, not including, 1.
 */
export function livingPixels(
  data: Uint8Array,
  { width, height, atMs, random }: { width: number; height: number; atMs: number; random: () => number },
): Uint8Array {
  const [x, y] = swayAt(atMs, width);
  const lived = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) {
    const from = clamp(row - y, height - 1) * width;
    for (let column = 0; column < width; column++) {
      const noise = Math.round((random() * 2 - 1) * NOISE);
      const source = (from + clamp(column - x, width - 1)) * 3;
      const target = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        lived[target + channel] = clamp(data[source + channel]! + noise, 255);
      }
    }
  }
  return lived;
}

/** Whole pixels to the right and down. */
export function swayAt(atMs: number, width: number): readonly [x: number, y: number] {
  const [a, b, c, d] = PERIODS_MS.map((periodMs) => Math.sin((2 * Math.PI * atMs) / periodMs)) as [
    number,
    number,
    number,
    number,
  ];
  return [Math.round((SWAY * width * (a + b)) / 2), Math.round((SWAY * width * (c + d)) / 2)];
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));
