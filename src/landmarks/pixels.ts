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
