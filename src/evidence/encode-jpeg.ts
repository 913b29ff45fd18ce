import type { Bytes } from '../base/bytes.ts';

/** Encodes a camera picture as JPEG (quality 0..1) without keeping it. The picture is not closed. */
export declare function encodeJpeg(
  image: CanvasImageSource,
  width: number,
  height: number,
  quality: number,
): Promise<Bytes>;
