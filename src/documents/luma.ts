/** The brightness of a picture, 0..255, row by row. */
export interface Luma {
  readonly data: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The picture that is looked at: enough for the lines of print on a card that fills half of it. Pixels. */
const SHORTER_SIDE_PX = 480;
const LONGER_SIDE_PX = 900;

/** The size in which a picture is looked at: at most 480 by 900 pixels, never larger than it is. */
export function lumaSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(
    1,
    SHORTER_SIDE_PX / Math.min(width, height),
    LONGER_SIDE_PX / Math.max(width, height),
  );
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The brightness of pixels (Rec. 601, which is also that of JPEG), at the size given by {@link lumaSize}. Each pixel is
 * the mean of those that it stands for.
 *
 * @param channels 3 for RGB, 4 for RGBA.
 */
export function lumaOf(
  pixels: { readonly data: ArrayLike<number>; readonly width: number; readonly height: number },
  channels: 3 | 4,
): Luma {
  const { data, width, height } = pixels;
  const whole = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < whole.length; at++, from += channels) {
    whole[at] = (77 * data[from]! + 150 * data[from + 1]! + 29 * data[from + 2]! + 128) >> 8;
  }
  return shrunk({ data: whole, width, height }, lumaSize(width, height));
}

/** The same picture, smaller: each pixel is the mean of the block that it stands for. */
export function shrunk(luma: Luma, size: { readonly width: number; readonly height: number }): Luma {
  if (size.width === luma.width && size.height === luma.height) return luma;
  const data = new Uint8Array(size.width * size.height);
  const columns = edges(size.width, luma.width);
  const rows = edges(size.height, luma.height);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      let sum = 0;
      for (let row = rows[y]!; row < rows[y + 1]!; row++) {
        const start = row * luma.width;
        for (let column = columns[x]!; column < columns[x + 1]!; column++) sum += luma.data[start + column]!;
      }
      const count = (rows[y + 1]! - rows[y]!) * (columns[x + 1]! - columns[x]!);
      data[y * size.width + x] = Math.round(sum / count);
    }
  }
  return { data, ...size };
}

/** Where each of `to` blocks begins among `from` pixels, and where the last one ends. */
function edges(to: number, from: number): Int32Array {
  const at = new Int32Array(to + 1);
  for (let n = 0; n <= to; n++) at[n] = Math.round((n * from) / to);
  return at;
}
