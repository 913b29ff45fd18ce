/** An uncompressed picture: rows from the top, 3 (RGB) or 4 (RGBA) bytes a pixel. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Bytes a pixel of `pixels`. @throws RangeError when the length of `data` fits neither RGB nor RGBA. */
export function bytesPerPixel({ data, width, height }: Pixels): 3 | 4 {
  const bytes = data.length / (width * height);
  if (bytes !== 3 && bytes !== 4) {
    throw new RangeError(`${data.length} bytes are no RGB or RGBA picture of ${width} x ${height} pixels.`);
  }
  return bytes;
}

/** Luma (ITU-R BT.601) of the pixel whose red stands at `offset`, in the unit of its colours. */
export const lumaAt = (colors: ArrayLike<number>, offset: number): number =>
  0.299 * colors[offset]! + 0.587 * colors[offset + 1]! + 0.114 * colors[offset + 2]!;

/** Mean and standard deviation. */
export function levelOf(lumas: Float32Array): {
  readonly mean: number;
  readonly spread: number;
} {
  const mean = lumas.reduce((sum, luma) => sum + luma, 0) / lumas.length;
  const variance = lumas.reduce((sum, luma) => sum + (luma - mean) ** 2, 0) / lumas.length;
  return { mean, spread: Math.sqrt(variance) };
}

/** Samples across and down the picture; a face, an edge or a lamp anywhere in it is hit by several. */
const SAMPLES = 24;
/** [I] A finger over the lens is even and dim; a plain wall is even, too, but bright; of 0..255. */
const BLANK_MAX_SPREAD = 12;
const BLANK_MAX_LUMA = 120;

/** Whether there is nothing to be seen: the lens is covered, or it is dark. */
export function isBlank(pixels: Pixels): boolean {
  const { data, width, height } = pixels;
  const stride = bytesPerPixel(pixels);
  const lumas = Float32Array.from({ length: SAMPLES * SAMPLES }, (_, index) => {
    const x = Math.floor((((index % SAMPLES) + 0.5) / SAMPLES) * width);
    const y = Math.floor(((Math.floor(index / SAMPLES) + 0.5) / SAMPLES) * height);
    return lumaAt(data, (y * width + x) * stride);
  });
  const { mean, spread } = levelOf(lumas);
  return mean <= BLANK_MAX_LUMA && spread <= BLANK_MAX_SPREAD;
}
